import DescentCore
import Foundation

extension Loss {
  /// Whether it is the negative logarithm of a distribution's density, a constant aside.
  var isLogLikelihood: Bool {
    switch self {
    case .focal, .hinge: false
    default: true
    }
  }

  /// The mean over a batch of a function of the outputs whose Hessian is the Fisher information on
  /// them.
  ///
  /// For an exponential family in its natural parameter that is the logarithm of the sum over its
  /// outcomes. For a density exp(−ℓ(y − t)) of the difference alone the information is a number c,
  /// and the function ½c·y².
  ///
  /// - Precondition: The loss is a log-likelihood.
  func informationPotential(_ y: Tensor) -> Tensor {
    switch self {
    case .softmaxCrossEntropy: return logSumExp(y).mean()
    case .binaryCrossEntropy: return softplus(y).mean()
    case .bernoulli: return softplus(y).sum([-1]).mean()
    case .poisson: return exp(y).mean()
    default:
      guard let c = locationInformation else { fatalError("Fisher matrix: \(self) has none") }
      return 0.5 * c * square(y).mean()
    }
  }

  /// c = ∫ ℓ′(e)²·exp(−ℓ(e)) de / ∫ exp(−ℓ(e)) de of a loss ℓ of the error e.
  var locationInformation: Double? {
    switch self {
    // Normal with the variance ½.
    case .meanSquaredError: 2
    // Laplace.
    case .meanAbsoluteError: 1
    // Hyperbolic secant: the mean of tanh².
    case .logCosh: 0.5
    // The probability of |e| ≤ δ, where ℓ″ = 1; c is the mean of ℓ″, too.
    case .huber(let delta):
      1 / (1 + 2 / delta * exp(-0.5 * delta * delta) / Self.normalMass(within: delta))
    // Asymmetric Laplace.
    case .pinball(let quantile): quantile * (1 - quantile)
    case .poisson, .bernoulli, .binaryCrossEntropy, .softmaxCrossEntropy, .focal, .hinge: nil
    }
  }

  /// ∫ exp(−½e²) de from −δ to δ.
  private static func normalMass(within delta: Double) -> Double {
    (2 * Double.pi).squareRoot() * erf(delta / 2.0.squareRoot())
  }
}
