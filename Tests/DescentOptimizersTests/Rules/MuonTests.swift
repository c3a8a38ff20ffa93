import DescentCore
import DescentOptimizers
import Testing

@Suite struct MuonTests {
  private let gradients = randomGradients(20, count: 3, seed: 2)

  private func points(_ rule: any UpdateRule) -> [[Double]] {
    trajectory(Optimizer(rule, learningRate: 0.1), from: [1, -2, 3], gradients: gradients)
  }

  private func muon(_ settings: String) throws -> any UpdateRule {
    try OptimizerRegistry.make(
      "muon", settings: settings.split(separator: ",").map(String.init))
  }

  @Test(arguments: [0.0, 0.3])
  func `a vector takes the steps of AdamW`(decay: Double) throws {
    let adamw = AdamW.with {
      ($0.adam.beta1, $0.adam.beta2, $0.adam.epsilon) = (0.6, 0.8, 0.2)
      $0.weightDecay = Coefficient(decay)
    }
    // PyTorch's looks ahead in matrices alone.
    for form in ["form=pytorch", "form=optax,nesterov=false"] {
      let muon = try muon(
        "\(form),beta1=0.6,beta2=0.8,epsilon=0.2,vector-decay=\(decay),weight-decay=7,momentum=0.1")
      expectClose(points(muon), points(adamw), relative: 1e-14, "\(form)")
    }
  }

  @Test func `in Optax's form a vector looks ahead, too`() throws {
    let nadamw = NAdamW.with {
      ($0.nadam.beta1, $0.nadam.beta2, $0.nadam.epsilon) = (0.6, 0.8, 0.2)
      ($0.nadam.momentumDecay, $0.weightDecay) = (nil, 0.3)
    }
    let muon = try muon("form=optax,beta1=0.6,beta2=0.8,epsilon=0.2,vector-decay=0.3")
    expectClose(points(muon), points(nadamw), relative: 1e-14)
  }

  @Test func `one iteration for a column is the polynomial of its length`() throws {
    // g = (3, 4) of length 5 has the singular value 1 after division: a + b + c times it.
    let rule = try muon("a=2,b=-3,c=1.5,iterations=1,weight-decay=0,epsilon=1e-30,nesterov=false")
    for (shape, size) in [([2, 1], 2.0.squareRoot()), ([1, 2], 1)] as [(Shape, Double)] {
      let found = trajectory(
        Optimizer(rule, learningRate: 1), from: [0, 0], .float64, VariableLayout([("W", shape)]),
        gradients: [[3, 4]])
      expectClose(found, [[-0.5 * 0.6 * size, -0.5 * 0.8 * size]], relative: 1e-14)
    }
  }
}
