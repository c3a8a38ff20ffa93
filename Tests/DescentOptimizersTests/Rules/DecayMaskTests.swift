import DescentCore
import DescentOptimizers
import Testing

/// The decay that is part of a rule acts where the mask has it act, and nowhere else.
@Suite struct DecayMaskTests {
  private static let keys = ["weight-decay", "fixed-decay", "vector-decay"]

  private static let decaying: [(name: String, key: String)] =
    OptimizerRegistry.rules.flatMap { rule in
      keys.filter { rule.keys.contains($0) }.map { (rule.name, $0) }
    }

  @Test(arguments: decaying)
  func `decay spares what the mask leaves out`(name: String, key: String) throws {
    // Two matrices and two vectors, one of each without a gradient and left out.
    let layout = VariableLayout([("A", [2, 2]), ("B", [2, 2]), ("a", [2]), ("b", [2])])
    let start = [1, -2, 3, 4, 1, 2, -3, 4, 2, 1, 1, -2.0]
    let spared = [4, 5, 6, 7, 10, 11]
    let mask = NDArray(start.indices.map { spared.contains($0) ? 0.0 : 1 })
    let gradients = randomGradients(6, count: 12, seed: 3).map { g in
      g.indices.map { spared.contains($0) ? 0 : g[$0] }
    }
    func points(_ decay: Double) throws -> [[Double]] {
      let rule = try OptimizerRegistry.make(name, settings: ["\(key)=\(decay)"])
      return trajectory(
        Optimizer(rule, learningRate: 0.05), from: start, .float64, layout, mask: mask,
        gradients: gradients)
    }
    let found = try points(0.3)
    for point in found { #expect(spared.allSatisfy { point[$0] == start[$0] }) }
    #expect(try points(0) != found)
  }
}
