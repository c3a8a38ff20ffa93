import Testing

@testable import DescentCore

@Suite struct NDArrayTests {
  @Test func `a changed copy leaves the original as it was`() {
    let a = NDArray([1.0, 2, 3])
    var b = a
    b.write([9.0], at: 1)
    #expect(a.doubles == [1, 2, 3] && b.doubles == [1, 9, 3])
  }

  @Test func `equality is that of type, shape and bits`() {
    #expect(NDArray([Double.nan]) == NDArray([Double.nan]))
    #expect(NDArray([0.0]) != NDArray([-0.0]))
    #expect(NDArray([1.0, 2]) != NDArray([1.0, 2], shape: [2, 1]))
    #expect(NDArray([1.0]) != NDArray([1 as Float]))
    #expect(Set([NDArray([1.0]), NDArray([1.0])]).count == 1)
  }

  @Test func `conversion truncates, limits and keeps`() {
    let a = NDArray([-1.9, 1.9, 300, 1e12, -1e12, .nan, .infinity])
    #expect(a.converted(to: .int32).scalars(as: Int32.self) == [-1, 1, 300, .max, .min, 0, .max])
    #expect(a.converted(to: .uint8).scalars(as: UInt8.self) == [0, 1, 255, 255, 0, 0, 255])
    #expect(
      a.converted(to: .bool).scalars(as: Bool.self) == [true, true, true, true, true, true, true])
    #expect(NDArray([true, false]).converted(to: .float32).doubles == [1, 0])
  }

  @Test func `rows are picked in the order asked for`() {
    let a = NDArray([1, 2, 3, 4, 5, 6] as [Int32], shape: [3, 2])
    #expect(a.rows([2, 0, 2]) == NDArray([5, 6, 1, 2, 5, 6] as [Int32], shape: [3, 2]))
    #expect(a.rows([]).shape == [0, 2])
  }

  @Test func `shapes broadcast by NumPy's rule`() {
    #expect(([2, 1, 3] as Shape).broadcast(with: [4, 1]) == [2, 4, 3])
    #expect(([] as Shape).broadcast(with: [2]) == [2])
    #expect(([2] as Shape).broadcast(with: [3]) == nil)
    #expect(([2, 3, 4] as Shape).strides == [12, 4, 1])
    #expect(([2, 3] as Shape).removing([0]) == [3] && ([2, 3] as Shape).keeping([0]) == [1, 3])
  }

  @Test func `sums and means of truth values count them`() {
    let results = Program.run([NDArray([1.0, 2, 3, 4])]) { x in
      [(x[0] .< 3.5).sum(), (x[0] .< 3.5).mean(), x[0].argmax()]
    }
    #expect(results[0] == NDArray(scalar: 3 as Int32) && results[1].scalar == 0.75)
    #expect(results[2].scalar == 3)
  }

  @Test func `errors are one sentence with the nearest name`() {
    #expect(
      DescentError("a.csv, row 3", expected: "a number", found: "'x'").description
        == "a.csv, row 3: expected a number, found 'x'")
    #expect(
      DescentError.unknown("optimizer", "adma", among: ["sgd", "adam"]).description
        == "optimizer: expected one of adam, sgd, found 'adma'; did you mean 'adam'?")
    #expect(DescentError.unknown("optimizer", "zzzzzz", among: ["sgd"]).advice == nil)
  }
}
