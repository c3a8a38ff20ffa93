public import DescentCore
import DescentOptimizers

extension Loss {
  /// The names that users may write.
  public static let names = [
    "mse", "mae", "huber", "log-cosh", "pinball", "poisson", "softmax", "hinge", "bce", "focal",
  ]

  /// The loss that a user wrote as `name` or `name:key=value,key=value`: `huber:delta=0.5`.
  ///
  /// - Throws: For an unknown name or key, or a number out of range.
  public init(_ text: String) throws(DescentError) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    let items = parts.count == 1 ? [] : parts[1].split(separator: ",").map(String.init)
    var settings = Settings(name: name, values: try keyValues(items, of: name))
    switch name {
    case "mse": self = .meanSquaredError
    case "mae": self = .meanAbsoluteError
    case "huber":
      self = .huber(delta: try settings.take("delta", "a number above 0") { $0 > 0 } ?? 1)
    case "log-cosh": self = .logCosh
    case "pinball":
      self = .pinball(quantile: try settings.takeShare("quantile") ?? 0.5)
    case "poisson": self = .poisson
    case "softmax":
      self = .softmaxCrossEntropy(labelSmoothing: try settings.takeShare("label-smoothing") ?? 0)
    case "hinge": self = .hinge
    case "bce": self = .binaryCrossEntropy
    case "focal":
      self = .focal(
        gamma: try settings.take("gamma", "a number of at least 0") { $0 >= 0 } ?? 2,
        alpha: try settings.takeShare("alpha"))
    default: throw .unknown("loss", name, among: Self.names)
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
    case .binaryCrossEntropy: "bce"
    case .focal(let gamma, let alpha):
      "focal:gamma=\(gamma)" + (alpha.map { ",alpha=\($0)" } ?? "")
    case .softmaxCrossEntropy(labelSmoothing: 0): "softmax"
    case .softmaxCrossEntropy(let smoothing): "softmax:label-smoothing=\(smoothing)"
    case .hinge: "hinge"
    }
  }
}

/// The settings of a loss that were given, each taken once.
private struct Settings {
  let name: String
  var values: [String: String]
  private var known: [String] = []

  init(name: String, values: [String: String]) { (self.name, self.values) = (name, values) }

  mutating func take(
    _ key: String, _ expected: String, where isValid: (Double) -> Bool
  ) throws(DescentError) -> Double? {
    known.append(key)
    guard let text = values.removeValue(forKey: key) else { return nil }
    guard let value = Double(text), value.isFinite, isValid(value) else {
      throw DescentError("\(key) of \(name)", expected: expected, found: "'\(text)'")
    }
    return value
  }

  mutating func takeShare(_ key: String) throws(DescentError) -> Double? {
    try take(key, "a number from 0 to 1") { (0...1).contains($0) }
  }

  /// Throws if any is left.
  func finish() throws(DescentError) {
    guard let key = values.keys.min() else { return }
    let subject = "setting of \(name)"
    if known.isEmpty { throw DescentError(subject, expected: "none", found: "'\(key)'") }
    throw .unknown(subject, key, among: known)
  }
}
