import DescentCore
import DescentOptimizers
import Testing

/// The sign of the gradient: what a user's own rule may look like.
private struct ToySign: DirectionRule {
  static let name = "toy-sign"
  static let summary = "The sign of the gradient."
  static let formula = "dₜ = sign(gₜ)"
  static let source = "this test"
  static let defaultLearningRate = 0.01
  static let hyperparameters = [
    Hyperparameter<Self>("gain", \.gain, .above(0), "what multiplies the sign")
  ]
  var gain = 1.0

  func direction(for g: Tensor, step t: Tensor, state s: inout RuleState) -> Tensor {
    gain * sign(g)
  }
}

@Suite struct RegistryTests {
  private func message(_ make: () throws -> Void) throws -> String {
    "\(try #require(throws: DescentError.self, performing: make))"
  }

  @Test func `a misspelt name is answered with the nearest one`() throws {
    let text = try message { _ = try OptimizerRegistry.make("adamv") }
    #expect(text.hasPrefix("optimizer: expected one of adam, "))
    #expect(text.contains("found 'adamv'; did you mean 'adam"))
  }

  @Test func `an unknown key is answered with the valid ones`() throws {
    let text = try message { _ = try OptimizerRegistry.make("adam", settings: ["beta3=0.5"]) }
    #expect(
      text == "setting of adam: expected one of beta1, beta2, epsilon, epsilon-root, found 'beta3'"
        + "; did you mean 'beta1'?")
    let none = try message { _ = try OptimizerRegistry.make("sgd", settings: ["x=1"]) }
    #expect(none == "setting of sgd: expected none, found 'x'")
  }

  @Test(arguments: ["1", "-0.1", "nan", "inf", "one", "0.9x", " 0.5"])
  func `a value out of range names key, range and value`(value: String) throws {
    let text = try message {
      _ = try OptimizerRegistry.make("momentum", settings: ["momentum=\(value)"])
    }
    #expect(text == "momentum of momentum: expected a number in [0, 1), found '\(value)'")
  }

  @Test(arguments: ["momentum", "momentum=", "=0.5"])
  func `a setting that is no pair is refused`(item: String) throws {
    let text = try message { _ = try OptimizerRegistry.make("momentum", settings: [item]) }
    #expect(text == "setting of momentum: expected key=value, found '\(item)'")
  }

  @Test func `a key given twice is refused`() throws {
    let items = ["beta1=0.5", "beta1=0.6"]
    let text = try message { _ = try OptimizerRegistry.make("adam", settings: items) }
    #expect(text.contains("each key once, found 'beta1=0.5' and 'beta1=0.6'"))
  }

  @Test func `settings reach the rule`() throws {
    let rule = try OptimizerRegistry.make("adamw", settings: ["beta2=0.95", "weight-decay=0"])
    #expect(
      rule.settings.map(\.key) == ["beta1", "beta2", "epsilon", "epsilon-root", "weight-decay"])
    #expect(rule.settings.map(\.value.number) == [0.9, 0.95, 1e-8, 0, 0])
    #expect(rule.settingsText == "beta1=0.9,beta2=0.95,epsilon=1e-08,epsilon-root=0,weight-decay=0")
  }

  @Test func `a registered rule is known by its name, and once`() throws {
    OptimizerRegistry.register(ToySign.self)
    OptimizerRegistry.register(ToySign.self)
    #expect(OptimizerRegistry.names.filter { $0 == "toy-sign" }.count == 1)
    let rule = try OptimizerRegistry.make("toy-sign", settings: ["gain=2"])
    let points = trajectory(
      Optimizer(rule, learningRate: 0.5), from: [1, 1, 1], gradients: [[3, 0, -0.1]])
    #expect(points == [[0, 1, 2]])
  }

  @Test func `a taken name traps`() async throws {
    let result = try await #require(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      struct Impostor: PlainGradient {
        static let name = "adam"
        static let summary = "", source = ""
      }
      OptimizerRegistry.register(Impostor.self)
    }
    let text = String(decoding: result.standardErrorContent, as: UTF8.self)
    #expect(text.contains("Impostor takes the name 'adam' of another rule"))
  }

  @Test func `a number out of range traps when written in code`() async throws {
    let result = try await #require(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = Adam.with { $0.beta1 = 1.0 }
    }
    let text = String(decoding: result.standardErrorContent, as: UTF8.self)
    #expect(text.contains("adam: beta1 must be in [0, 1), got 1"))
  }

  @Test func `memory is counted in vectors of the parameters' size`() {
    let counts = Dictionary(
      uniqueKeysWithValues: Catalogue.methods.map { ($0.name, $0.stateVectors) })
    #expect(counts["gradient-descent"] == 0 && counts["sgd"] == 0 && counts["mini-batch"] == 0)
    #expect(counts["momentum"] == 1 && counts["nesterov"] == 1)
    #expect(counts["adam"] == 2 && counts["adamw"] == 2)
  }

  @Test func `no name is taken twice`() {
    let names = Catalogue.all.map(\.name)
    #expect(Set(names).count == names.count)
  }

  @Test func `formulas know what their settings stand for`() {
    for entry in Catalogue.all where entry.family == .updateRule {
      for setting in entry.hyperparameters {
        // Where a meaning begins with a symbol: β₁, ε′, µ₁.
        let symbol = String(setting.meaning.prefix { $0 != "," && $0 != " " })
        guard symbol.unicodeScalars.contains(where: { !$0.isASCII && $0.properties.isAlphabetic }),
          symbol.count <= 3
        else { continue }
        // What is Adam's is in Adam's; µᵢ stands for µ₁ and the others.
        let isKnown =
          entry.formula.contains(symbol) || entry.formula.contains("Adam")
          || entry.formula.contains("\(symbol.prefix(1))ᵢ")
        #expect(isKnown, "\(entry.name) \(setting.key): \(symbol)")
      }
      #expect(entry.formula.contains("pₜ =") || entry.formula.contains("xₜ ="), "\(entry.name)")
    }
  }

  @Test func `only methods for exact gradients ask for all of the data`() {
    let whole = Catalogue.methods.filter { $0.rule?.batch == .whole }.map(\.name)
    #expect(whole == ["gradient-descent", "rprop", "delta-bar-delta"])
  }
}
