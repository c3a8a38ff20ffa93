import Foundation
import Testing

@testable import DescentCore

/// The kernels' functions against Foundation's over a grid with extremes, in both precisions.
@Suite struct FunctionTests {
  /// Magnitudes from tiny to huge of both signs, and what is not a number.
  private static let grid: [Double] = {
    let magnitudes =
      (-140...140).map { pow(10, Double($0) / 20) } + (0...200).map { Double($0) / 8 }
      + [1e-300, 1e-40, 1e-30, 1e30, 1e37, 1e300, .infinity]
    return magnitudes + magnitudes.map { -$0 } + [.nan]
  }()

  private func values(_ dtype: DType) -> [Double] {
    NDArray(Self.grid).converted(to: dtype).doubles
  }

  /// Errors allowed, in proportion: a few units in the last place. Below the smallest normal
  /// number results may be rounded to zero.
  private func expect(_ result: NDArray, _ expected: [Double], _ dtype: DType, _ name: String) {
    let rounded = expected.map { Reference.rounded($0, to: dtype) }
    expectClose(
      result.doubles, rounded, relative: dtype == .float32 ? 2e-6 : 1e-14,
      absolute: dtype == .float32 ? 1.2e-38 : 2.3e-308, "\(name) in \(dtype)")
  }

  @Test(arguments: Unary.allCases, [DType.float32, .float64])
  func `functions of one number agree with Foundation`(f: Unary, dtype: DType) {
    // Products and the like of float32 operands are rounded once; their arguments are exact.
    let x = values(dtype)
    let program = Program(.init([x.count], dtype), threads: 1) { [.apply(f, $0)] }
    let result = program(NDArray(x).converted(to: dtype))[0]
    expect(result, x.map { f($0) }, dtype, f.rawValue)
  }

  @Test(arguments: Binary.allCases, [DType.float32, .float64])
  func `functions of two numbers agree with Foundation`(f: Binary, dtype: DType) {
    if f == .uniform && dtype == .float32 { return }  // takes float64 alone
    let some =
      values(dtype).enumerated().filter { $0.offset % 7 == 0 || !$0.element.isFinite }
      .map(\.element) + [0, 1, -1, 2]
    let (x, y) = (some.flatMap { a in some.map { _ in a } }, some.flatMap { _ in some })
    let program = Program(
      inputs: [.init([x.count], dtype), .init([x.count], dtype)], threads: 1
    ) { [.combine(f, $0[0], $0[1])] }
    let result = program.run([x, y].map { NDArray($0).converted(to: dtype) })[0]
    expect(result, zip(x, y).map { f($0, $1) }, dtype, f.rawValue)
  }

  @Test(arguments: [DType.float32, .float64])
  func `fused products have their operands in the right order`(dtype: DType) {
    let arrays = [[2.0, 3], [5, -7], [11, 13]].map { NDArray($0).converted(to: dtype) }
    let results = Program(
      inputs: arrays.map { .init($0.shape, $0.dtype) }, threads: 1
    ) { x in
      let product = x[0] * x[1]
      return [
        product + x[2], x[2] + x[0] * x[1] * 2, x[0] * x[1] * 3 - x[2], x[2] - x[1] * x[0] * 5,
      ]
    }.run(arrays)
    #expect(results.map(\.doubles) == [[21, -8], [31, -29], [19, -76], [-39, 118]])
  }

  @Test func `the logarithm of the smallest numbers`() {
    let result = Program.run([NDArray([0x1p-1074, 0x1p-1030])]) { [log($0[0])] }[0]
    let ln2 = 0.6931471805599453
    expectClose(result.doubles, [-1074 * ln2, -1030 * ln2], relative: 1e-14)
  }

  @Test func `a choice takes each element from its branch`() {
    let results = Program.run([NDArray([1.0, 0, .nan, -2]), NDArray([1.0, 2, 3, 4])]) {
      [select($0[0], $0[1], -$0[1])]
    }
    #expect(results[0].doubles == [1, -2, 3, 4])
  }
}
