import DescentCore
import DescentOptimizers
import Testing

@Suite struct SAMTests {
  private let start = Point([("x", NDArray([3.0, 4.0]))])
  /// ½(x₀² + 9·x₁²)
  private var objective: Objective {
    Objective(of: start.layout) { v in
      (square(v.x) * Tensor(NDArray([0.5, 4.5]))).sum()
    }
  }

  private func points(_ wrapper: SAM, steps: Int) -> [[Double]] {
    var oracle = Oracle(objective)
    let optimizer = Optimizer(SGD(), learningRate: 0.1, wrappers: [wrapper])
    var state = optimizer.initialState(at: start.vector(.float64), &oracle)
    return (0..<steps).map { _ in
      _ = optimizer.step(&state, &oracle)
      return state.iterate.point.doubles
    }
  }

  private func gradient(_ x: [Double]) -> [Double] { [x[0], 9 * x[1]] }
  private func norm(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 }.squareRoot() }
  private func sum(_ a: [Double], _ b: [Double], _ f: Double) -> [Double] {
    zip(a, b).map { $0 + f * $1 }
  }

  @Test func `the gradient is that of the point at the radius uphill`() {
    let (x, g) = ([3.0, 4.0], gradient([3, 4]))
    let top = sum(x, g, 0.5 / norm(g))
    let expected = sum(x, gradient(top), -0.1)
    let wrapper = SAM.with { $0.radius = 0.5 }
    expectClose(points(wrapper, steps: 1), [expected], relative: 1e-12)
  }

  @Test func `several ascents are steps of their own gradients`() {
    var x = [3.0, 4.0]
    for _ in 0..<2 {
      let g = gradient(x)
      x = sum(x, g, 0.5 / norm(g))
    }
    let wrapper = SAM.with { ($0.radius, $0.period) = (0.5, 3) }
    expectClose(points(wrapper, steps: 1), [sum([3, 4], gradient(x), -0.1)], relative: 1e-12)
  }

  @Test func `adaptive ascents are as long as the parameters are large`() {
    let (x, g) = ([3.0, 4.0], gradient([3, 4]))
    let size = norm(zip(x, g).map { $0 * $1 })
    let top = sum(x, zip(x, g).map { $0 * $0 * $1 }, 0.5 / size)
    let wrapper = SAM.with { ($0.radius, $0.isAdaptive) = (0.5, true) }
    expectClose(points(wrapper, steps: 1), [sum(x, gradient(top), -0.1)], relative: 1e-12)
  }

  @Test func `visible ascents give the same points, every other step`() {
    let hidden = points(SAM.with { $0.radius = 0.5 }, steps: 3)
    let visible = points(SAM.with { ($0.radius, $0.isVisible) = (0.5, true) }, steps: 6)
    expectClose([visible[1], visible[3], visible[5]], hidden, relative: 1e-14)
    #expect(visible[0] != [3, 4] && visible[0] != visible[1])
  }

  @Test func `a visible ascent is not what is evaluated`() {
    var oracle = Oracle(objective)
    let wrapper = SAM.with { $0.isVisible = true }
    let optimizer = Optimizer(SGD(), learningRate: 0.1, wrappers: [wrapper])
    var state = optimizer.initialState(at: start.vector(.float64), &oracle)
    _ = optimizer.step(&state, &oracle)
    #expect(state.iterate.point.doubles != [3, 4])
    #expect(optimizer.result(of: state, &oracle).point.doubles == [3, 4])
  }
}
