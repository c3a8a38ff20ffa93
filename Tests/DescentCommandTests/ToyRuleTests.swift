import Descent
import TestSupport
import Testing

@testable import DescentCommand

/// A rule of a user's own, all of it in this file: the sign of the gradient.
private struct SignDescent: DirectionRule {
  static let name = "sign-descent"
  static let summary = "The sign of the gradient."
  static let formula = "dₜ = sign(gₜ)"
  static let source = "this test"
  static let defaultLearningRate = 0.01
  static let hyperparameters = [
    Hyperparameter<Self>("scale", \.scale, .above(0), "what the sign is multiplied by")
  ]

  var scale = 1.0

  func direction(for g: Tensor, step t: Tensor, state: inout RuleState) -> Tensor {
    scale * sign(g)
  }
}

struct ToyRuleTests {
  @Test func `a rule from one file trains through the command`() throws {
    OptimizerRegistry.register(SignDescent.self)
    let folder = try TemporaryFolder()
    try folder.write(lineCSV, to: "line.csv")
    let call = descent(
      "train", "--data", folder("line.csv"), "--standardize", "--output", folder("model"),
      "--optimizer", "sign-descent", "--set", "scale=100", "--schedule", "cosine", "--epochs",
      "500", "--threads", "1")
    #expect(call.status == 0, "\(call.errors)")
    #expect(call.output.contains("sign-descent"))
    let line = try TrainedModel(contentsOf: folder("model")).line
    #expect(abs(line.slope - 2) < 0.01 && abs(line.intercept + 1) < 0.5, "\(line)")
  }

  @Test func `its settings are checked as those of any other rule`() {
    OptimizerRegistry.register(SignDescent.self)
    let call = descent("train", "--optimizer", "sign-descent", "--set", "scale=0")
    #expect(call.status == 2)
    #expect(
      call.errors == "descent: scale of sign-descent: expected a number in (0, ∞), found '0'\n")
  }
}
