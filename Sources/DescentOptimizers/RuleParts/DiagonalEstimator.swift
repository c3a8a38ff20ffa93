import DescentCore

/// What is taken for the Hessian's diagonal.
public enum DiagonalEstimator: String, SettingChoice {
  /// z·(H·z), z random signs.
  case hutchinson
  /// B·ĝ², ĝ the gradient of a batch of B examples for outcomes that are drawn from the model.
  case gaussNewtonBartlett = "gauss-newton-bartlett"
  /// The diagonal itself, by as many products as there are parameters.
  case exact

  /// The estimate at the point of a step of the rule `name`.
  func callAsFunction(_ step: Step, _ probe: Probe, examples: Double, for name: String) -> Tensor {
    var random = step.random
    switch self {
    case .hutchinson: return probe.hutchinsonDiagonal(like: step.p, &random)
    case .exact: return probe.exactDiagonal(like: step.p)
    case .gaussNewtonBartlett:
      guard let sampled = probe.sampledGradient else {
        fatalError("\(name): \(rawValue) needs a model to sample outcomes from, got none")
      }
      return examples * square(sampled(random))
    }
  }
}

extension Probe {
  /// An estimate of the Hessian's diagonal whose mean over z is exact: z·(H·z), z random signs.
  ///
  /// Hutchinson 1990; Bekas, Kokiopoulou & Saad 2007, doi:10.1016/j.apnum.2007.01.003.
  func hutchinsonDiagonal(like p: Tensor, _ random: inout RandomTensors) -> Tensor {
    let z = random.signs(like: p)
    return z * hessianVectorProduct(z)
  }

  /// The Hessian's diagonal, by as many products as there are parameters.
  func exactDiagonal(like p: Tensor) -> Tensor {
    map(over: Tensor.ones(like: p).diagonalMatrix) { hessianVectorProduct($0) }.diagonal
  }
}
