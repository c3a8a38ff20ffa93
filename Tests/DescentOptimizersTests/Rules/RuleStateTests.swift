import DescentCore
import DescentOptimizers
import Testing

/// p − η·(gₜ + p/2)/t, with a count of its own instead of t.
private struct Counting: UpdateRule {
  static let name = "counting", summary = "", formula = "", source = ""
  static let defaultLearningRate = 1.0

  func initialState(for p: Tensor) -> RuleState { ["last": p, "count": Tensor(0)] }

  func update(_ step: Step, state s: inout RuleState) -> Tensor {
    s.count += 1
    s.last = step.p
    return step.p - step.learningRate * (step.g + 0.5 * step.p) / s.count
  }
}

@Suite struct RuleStateTests {
  @Test(arguments: [DType.float32, .float64])
  func `a rule may keep scalars in float64 and use the parameters`(type: DType) {
    let start = NDArray([8.0, 4]).converted(to: type)
    var stepper = Stepper(Optimizer(Counting()), start: start)
    #expect(stepper.state == [NDArray(scalar: 0.0), start])
    stepper.advance([2, 0])  // 8 − (2 + 4), 4 − (0 + 2)
    #expect(stepper.parameters.doubles == [2, 2])
    stepper.advance([1, 3])  // 2 − (1 + 1)/2, 2 − (3 + 1)/2
    #expect(stepper.parameters.doubles == [1, 0])
    #expect(stepper.state[0] == NDArray(scalar: 2.0))
    #expect(stepper.state[1].doubles == [2, 2] && stepper.state[1].dtype == type)
  }

  @Test func `names come sorted, each with its tensor`() {
    let state: RuleState = ["v": Tensor(NDArray.zeros([2])), "m": Tensor(NDArray.zeros([3]))]
    #expect(state.names == ["m", "v"] && state.entries.map(\.name) == state.names)
    #expect(state.entries.map(\.tensor.shape) == [[3], [2]])
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
      var state: RuleState = ["m": Tensor(0), "v": Tensor(0)]
      state.w = Tensor(1)
    }
    let text = String(decoding: result.standardErrorContent, as: UTF8.self)
    #expect(text.contains(#"RuleState: no 'w' among ["m", "v"]"#))
  }

  @Test func `another shape traps with both`() async throws {
    let result = try await #require(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var state: RuleState = ["m": Tensor(NDArray.zeros([2]))]
      state.m = Tensor(1)
    }
    let text = String(decoding: result.standardErrorContent, as: UTF8.self)
    #expect(text.contains("RuleState: 'm' has shape [2], got []"))
  }
}
