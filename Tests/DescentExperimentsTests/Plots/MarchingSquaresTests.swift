import Testing

@testable import DescentExperiments

struct MarchingSquaresTests {
  private func grid(_ size: Int, _ f: (Double, Double) -> Double) -> MarchingSquares {
    let values = (0..<size * size).map { f(Double($0 % size), Double($0 / size)) }
    return MarchingSquares(columns: size, rows: size, values: values)
  }

  @Test func `a circle is one closed line`() {
    let grid = grid(41) { x, y in (x - 20) * (x - 20) + (y - 20) * (y - 20) }
    let lines = grid.lines(at: 150)
    #expect(lines.count == 1 && lines[0].first == lines[0].last && lines[0].count > 60)
    for point in lines[0] {
      let d = point - [20, 20]
      #expect(abs((d * d).sum().squareRoot() - 150.0.squareRoot()) < 0.05)
    }
  }

  @Test func `a straight line goes from side to side`() {
    let lines = grid(9) { x, y in x }.lines(at: 3.5)
    #expect(lines.count == 1 && lines[0].count == 9)
    #expect(lines[0].allSatisfy { $0.x == 3.5 })
  }

  @Test func `both branches of a hyperbola are found`() {
    let lines = grid(20) { x, y in (x - 9.5) * (y - 9.5) }.lines(at: 10)
    #expect(lines.count == 2)
  }

  @Test func `squares without values are left out`() {
    let lines = grid(9) { x, y in x < 4 ? .nan : y }.lines(at: 3.5)
    #expect(lines.count == 1 && lines[0].allSatisfy { $0.x >= 4 })
    #expect(grid(5) { _, _ in 1 }.lines(at: 1).isEmpty)
  }
}

struct AxisTests {
  @Test func `ticks are round and within the range`() {
    let axis = Axis(range: -1.3...2.1, pixels: (0, 340))
    #expect(axis.ticks() == [-1, 0, 1, 2])
    #expect(axis.ticks().map(Axis.label) == ["-1", "0", "1", "2"])
    #expect(abs(axis(0.4) - 170) < 1e-9)
    #expect(Axis(range: 0...1e-7, pixels: (0, 1)).ticks().map(Axis.label).last == "1e-07")
  }
}
