public import DescentCore

extension Loss {
  /// The names that users may write.
  public static let names = [
    "mse", "mae", "huber", "log-cosh", "pinball", "poisson", "softmax", "hinge", "bce", "focal",
    "bernoulli",
  ]

  /// The loss that a user wrote as `name` or `name:key=value,key=value`: `huber:delta=0.5`.
  ///
  /// - Throws: For an unknown name or key, or a number out of range.
  public init(_ text: String) throws(DescentError) {
    var settings = try GivenSettings(text)
    switch settings.name {
    case "mse": self = .meanSquaredError
    case "mae": self = .meanAbsoluteError
    case "huber":
      self = .huber(delta: try settings.take("delta", "a number above 0") { $0 > 0 } ?? 1)
    case "log-cosh": self = .logCosh
    case "pinball":
      self = .pinball(quantile: try settings.takeShare("quantile") ?? 0.5)
    case "poisson": self = .poisson
    case "bernoulli": self = .bernoulli
    case "softmax":
      self = .softmaxCrossEntropy(labelSmoothing: try settings.takeShare("label-smoothing") ?? 0)
    case "hinge": self = .hinge
    case "bce": self = .binaryCrossEntropy
    case "focal":
      self = .focal(
        gamma: try settings.take("gamma", "a number of at least 0") { $0 >= 0 } ?? 2,
        alpha: try settings.takeShare("alpha"))
    default: throw .unknown("loss", settings.name, among: Self.names)
    }
    try settings.finish()
  }

  /// What people call it.
  public var title: String {
    switch self {
    case .meanSquaredError: "mean squared error"
    case .meanAbsoluteError: "mean absolute error"
    case .huber(let delta): "Huber's loss, delta \(delta)"
    case .logCosh: "log-cosh"
    case .pinball(let quantile): "pinball loss of the quantile \(quantile)"
    case .poisson: "Poisson's loss"
    case .bernoulli: "Bernoulli cross-entropy"
    case .binaryCrossEntropy: "binary cross-entropy"
    case .focal(let gamma, let alpha):
      "focal loss, gamma \(gamma)" + (alpha.map { ", alpha \($0)" } ?? "")
    case .softmaxCrossEntropy(labelSmoothing: 0): "softmax cross-entropy"
    case .softmaxCrossEntropy(let smoothing): "softmax cross-entropy, smoothing \(smoothing)"
    case .hinge: "multiclass hinge loss"
    }
  }
}

extension Loss: CustomStringConvertible {
  /// The text from which the same loss can be read.
  public var description: String {
    switch self {
    case .meanSquaredError: "mse"
    case .meanAbsoluteError: "mae"
    case .huber(let delta): delta == 1 ? "huber" : "huber:delta=\(delta)"
    case .logCosh: "log-cosh"
    case .pinball(let quantile): quantile == 0.5 ? "pinball" : "pinball:quantile=\(quantile)"
    case .poisson: "poisson"
    case .bernoulli: "bernoulli"
    case .binaryCrossEntropy: "bce"
    case .focal(let gamma, let alpha):
      "focal:gamma=\(gamma)" + (alpha.map { ",alpha=\($0)" } ?? "")
    case .softmaxCrossEntropy(labelSmoothing: 0): "softmax"
    case .softmaxCrossEntropy(let smoothing): "softmax:label-smoothing=\(smoothing)"
    case .hinge: "hinge"
    }
  }
}
