import DescentCore

/// What is taken for the Hessian's diagonal.
public enum DiagonalEstimator: String, SettingChoice {
  /// z·(H·z), z random signs.
  case hutchinson
  /// B·ĝ², ĝ the gradient of a batch of B examples for outcomes that are drawn from the model.
  case gaussNewtonBartlett = "gauss-newton-bartlett"
  /// The diagonal itself, by as many products as there are parameters.
  case exact

  /// The estimate at the point of a step of the rule `name`, the mean of so many.
  func callAsFunction(
    _ step: Step, _ probe: Probe, probes: Int, examples: Double, for name: String
  ) -> Tensor {
    var random = step.random
    switch self {
    case .hutchinson: return probe.hutchinsonDiagonal(like: step.p, probes: probes, &random)
    case .exact: return probe.exactDiagonal(like: step.p)
    case .gaussNewtonBartlett:
      guard let sampled = probe.sampledGradient else {
        fatalError("\(name): \(rawValue) needs a model to sample outcomes from, got none")
      }
      let squares = (0..<probes).map { square(sampled(random.draw($0))) }
      return (examples / Double(probes)) * squares.summed
    }
  }
}

extension Probe {
  /// `diagonalEstimate` of the Hessian with so many vectors of random signs, to be traced.
  func hutchinsonDiagonal(
    like p: Tensor, probes: Int = 1, _ random: inout RandomTensors
  ) -> Tensor {
    let samples = (0..<probes).map { _ in
      let z = random.signs(like: p)
      return z * hessianVectorProduct(z)
    }
    return probes == 1 ? samples[0] : samples.summed / Double(probes)
  }

  /// The Hessian's diagonal, by as many products as there are parameters.
  func exactDiagonal(like p: Tensor) -> Tensor {
    map(over: Tensor.ones(like: p).diagonalMatrix) { hessianVectorProduct($0) }.diagonal
  }
}
