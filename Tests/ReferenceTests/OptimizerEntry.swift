import Testing

/// A recorded run of another library's optimizer.
struct OptimizerEntry: Decodable, Sendable, CustomTestStringConvertible {
  var id: String
  var config: String
  var optimizer: String
  var hyperparameters: [String: JSONValue]
  var libraryDefaults: [String: [String: JSONValue]]?
  var problem: String
  var start: [Double]
  var steps: Int
  var rtol: Double
  var trajectory: [[Double]]
  /// Where the library would evaluate; its key depends on the library.
  var evaluationTrajectory: [[Double]]? { evalTrajectory ?? averagedTrajectory }
  private var evalTrajectory: [[Double]]?
  private var averagedTrajectory: [[Double]]?
  var gradientScale: [Double]?
  var nanGradientSteps: [Int]?
  var testDescription: String { id }

  private enum CodingKeys: String, CodingKey {
    case id, config, optimizer, hyperparameters, problem, start, steps, rtol, trajectory
    case libraryDefaults = "library_defaults"
    case evalTrajectory = "eval_trajectory"
    case averagedTrajectory = "averaged_trajectory"
    case gradientScale = "gradient_scale"
    case nanGradientSteps = "nan_gradient_steps"
  }

  private struct File: Decodable { var entries: [OptimizerEntry] }

  static let all = Result { try ReferenceFolder.read("optimizers", as: File.self).entries }

  /// What the gradient is multiplied by at each step before the optimizer sees it; nil for nothing.
  var gradientFactors: [[Double]]? {
    if let gradientScale {
      return gradientScale.map { [Double](repeating: $0, count: start.count) }
    }
    return nanGradientSteps.map { steps in
      let zeroes = optimizer == "optax.chain"
      return (1...self.steps).map { step in
        start.indices.map { k in steps.contains(step) && (k == 0 || !zeroes) ? .nan : 1 }
      }
    }
  }
}
