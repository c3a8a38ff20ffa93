import Testing

@testable import DescentCore

/// What a programmer reads after asking for a derivative that there is not.
@Suite struct TransformationErrorTests {
  private static func trace(_ f: ([Tensor]) -> Tensor) {
    _ = Program(inputs: [.init([3]), .init([2]), .init([3], .int32)]) { [f($0)] }
  }

  private func expect(_ result: ExitTest.Result?, says message: String) {
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains(message), "\(text)")
  }

  @Test func `the gradient of a vector traps`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { Self.trace { x in gradient(of: { square($0) }, at: x[0]) } }
    expect(result, says: "gradient: the result must be a floating-point scalar, got float64[3]")
  }

  @Test func `the gradient with respect to integers traps`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { Self.trace { x in gradient(of: { $0.sum() }, at: x[2]) } }
    expect(result, says: "gradient: the variable must be floating-point, got int32[3]")
  }

  @Test func `a direction of another shape traps with both`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { Self.trace { x in hessianVectorProduct(of: { $0.sum() }, at: x[0], along: x[1]) } }
    expect(
      result, says: "hessianVectorProduct: float64[2] is no direction at float64[3]")
  }

  @Test func `map over different counts traps with the shapes`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { Self.trace { x in map(over: x[0], x[1]) { $0 * $1 } } }
    expect(result, says: "map: shapes [3] and [2] differ or are empty along axis 0")
  }
}
