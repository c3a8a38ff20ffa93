import DescentCore

extension Initializer {
  /// The names that users may write.
  static let names = [
    "constant", "glorot-normal", "glorot-uniform", "he-normal", "he-uniform", "lecun-normal",
    "lecun-uniform", "normal", "orthogonal", "sparse", "uniform", "zeros",
  ]

  /// The initializer that a user wrote as `name` or `name:key=value,key=value`:
  /// `sparse:connections=15,deviation=0.5`.
  ///
  /// - Throws: For an unknown name or key, or a number out of range.
  init(_ text: String) throws(DescentError) {
    var settings = try GivenSettings(text)
    func positive(_ key: String) throws(DescentError) -> Double? {
      try settings.take(key, "a number above 0") { $0 > 0 }
    }
    switch settings.name {
    case "glorot-uniform": self = .glorotUniform
    case "glorot-normal": self = .glorotNormal
    case "he-uniform": self = .heUniform
    case "he-normal": self = .heNormal
    case "lecun-uniform": self = .lecunUniform
    case "lecun-normal": self = .lecunNormal
    case "normal": self = .normal(standardDeviation: try positive("deviation") ?? 0.01)
    case "uniform": self = .uniform(limit: try positive("limit") ?? 0.01)
    case "orthogonal": self = .orthogonal(gain: try positive("gain") ?? 1)
    case "sparse":
      let connections = try settings.take("connections", "a whole number from 1 to 1000000") {
        (1...1_000_000).contains($0) && $0 == $0.rounded()
      }
      self = .sparse(
        connections: Int(connections ?? 15), standardDeviation: try positive("deviation") ?? 1)
    case "zeros": self = .zeros
    case "constant":
      self = .constant(try settings.take("value", "a finite number") { _ in true } ?? 0)
    default: throw .unknown("initializer", settings.name, among: Self.names)
    }
    try settings.finish()
  }
}

extension Initializer: CustomStringConvertible {
  /// The text from which the same initializer can be read.
  public var description: String {
    func text(_ name: String, _ settings: [(key: String, value: String, usual: String)]) -> String {
      let changed = settings.filter { $0.value != $0.usual }.map { "\($0.key)=\($0.value)" }
      return changed.isEmpty ? name : "\(name):\(changed.joined(separator: ","))"
    }
    switch self {
    case .zeros: return "zeros"
    case .constant(let value): return text("constant", [("value", "\(value)", "0.0")])
    case .normal(let deviation): return text("normal", [("deviation", "\(deviation)", "0.01")])
    case .uniform(let limit): return text("uniform", [("limit", "\(limit)", "0.01")])
    case .glorotUniform: return "glorot-uniform"
    case .glorotNormal: return "glorot-normal"
    case .heUniform: return "he-uniform"
    case .heNormal: return "he-normal"
    case .lecunUniform: return "lecun-uniform"
    case .lecunNormal: return "lecun-normal"
    case .orthogonal(let gain): return text("orthogonal", [("gain", "\(gain)", "1.0")])
    case .sparse(let connections, let deviation):
      return text(
        "sparse", [("connections", "\(connections)", "15"), ("deviation", "\(deviation)", "1.0")])
    }
  }
}
