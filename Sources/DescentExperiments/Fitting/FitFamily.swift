import DescentCore
import Foundation

/// How the response is distributed around the model.
public enum FitFamily: String, Sendable, CaseIterable {
  /// Normally, with the same spread everywhere: least squares.
  case gaussian
  /// 1 with the probability 1/(1 + exp(−η)), else 0; η is the model. Logistic regression.
  case logistic
  /// Counts of mean exp(η); η is the model. Poisson regression.
  case poisson

  /// −log of the likelihood of each response y, without what does not depend on η.
  func loss(_ eta: Tensor, _ y: Tensor) -> Tensor {
    switch self {
    case .gaussian: 0.5 * square(y - eta)
    case .logistic: softplus(eta) - y * eta
    case .poisson: exp(eta) - y * eta
    }
  }

  /// The mean response where the model is η.
  func mean(_ eta: Double) -> Double {
    switch self {
    case .gaussian: eta
    case .logistic: 1 / (1 + exp(-eta))
    case .poisson: exp(eta)
    }
  }

  /// Twice the log of the likelihood that is lost against a model that meets y.
  func deviance(_ y: Double, mean: Double) -> Double {
    func part(_ a: Double, _ b: Double) -> Double { a == 0 ? 0 : a * log(a / b) }
    return switch self {
    case .gaussian: (y - mean) * (y - mean)
    case .logistic: 2 * (part(y, mean) + part(1 - y, 1 - mean))
    case .poisson: 2 * (part(y, mean) - (y - mean))
    }
  }

  /// What responses must be; nil if any number will do.
  func problem(with y: Double) -> String? {
    switch self {
    case .gaussian: nil
    case .logistic: (0...1).contains(y) ? nil : "a response from 0 to 1"
    case .poisson: y >= 0 ? nil : "a response of at least 0"
    }
  }
}
