import DescentCore
import DescentOptimizers
import Testing

@Suite struct RuleStateTests {
  @Test func `names come sorted, each with its tensor`() {
    let state: RuleState = ["v": Tensor(NDArray.zeros([2])), "m": Tensor(NDArray.zeros([3]))]
    #expect(state.names == ["m", "v"])
    #expect(state.map { $0.tensor.shape } == [[3], [2]])
    #expect(state.v.shape == [2])
  }

  @Test func `what is stored takes the declared type`() {
    var state: RuleState = ["m": Tensor(NDArray.zeros([2], .float32))]
    state.m = Tensor(NDArray.zeros([2], .float64))
    #expect(state.m.dtype == .float32)
  }

  @Test func `an undeclared name traps and lists the declared ones`() async throws {
    let result = try await #require(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var state: RuleState = ["m": 0, "v": 0]
      state.w = 1
    }
    let text = String(decoding: result.standardErrorContent, as: UTF8.self)
    #expect(text.contains(#"RuleState: no 'w' among ["m", "v"]"#))
  }

  @Test func `another shape traps with both`() async throws {
    let result = try await #require(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var state: RuleState = ["m": Tensor(NDArray.zeros([2]))]
      state.m = 1
    }
    let text = String(decoding: result.standardErrorContent, as: UTF8.self)
    #expect(text.contains("RuleState: 'm' has shape [2], got []"))
  }
}
