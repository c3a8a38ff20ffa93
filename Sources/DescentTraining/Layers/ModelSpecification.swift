public import DescentCore

/// A model in one line of text, as the command and saved files name it.
///
///     linear                       one dense layer
///     mlp:128,64                   hidden layers of 128 and 64 units, ReLU
///     mlp:128,64:tanh              another activation
///     mlp:128:relu:orthogonal      another initializer of the weights
public struct ModelSpecification: Sendable, Hashable, CustomStringConvertible {
  /// The units of each hidden layer.
  public var hidden: [Int]
  /// The activation of the hidden layers.
  public var activation: Activation = .relu
  /// The name of the weights' initializer; that of the activation when nil.
  public var initializer: String?

  /// A network with hidden layers of these sizes.
  public init(hidden: [Int]) { self.hidden = hidden }

  /// Reads a specification.
  ///
  /// - Throws: If the text is none: what was expected instead.
  public init(_ text: String) throws(DescentError) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    switch parts[0] {
    case "linear":
      guard parts.count == 1 else {
        throw DescentError("model '\(text)'", expected: "linear alone", found: "more after it")
      }
      hidden = []
    case "mlp":
      guard (2...4).contains(parts.count) else {
        throw DescentError(
          "model '\(text)'", expected: "mlp:UNITS,...[:ACTIVATION[:INITIALIZER]]",
          found: "\(parts.count - 1) parts after mlp")
      }
      hidden = try Self.sizes(parts[1], in: text)
      if parts.count > 2 { activation = try Self.activation(parts[2]) }
      if parts.count > 3 { initializer = try Self.checkedInitializer(parts[3]) }
    default: throw .unknown("model", parts[0], among: ["linear", "mlp"])
    }
  }

  public var description: String {
    if hidden.isEmpty { return "linear" }
    var text = "mlp:" + hidden.map(String.init).joined(separator: ",")
    if activation != .relu || initializer != nil { text += ":\(activation.rawValue)" }
    return text + (initializer.map { ":\($0)" } ?? "")
  }

  /// The model with this many outputs; parameters are named hidden1.weight, …, output.bias.
  public func model(outputs: Int) -> Sequential {
    let weights = initializer.flatMap { Self.initializers[$0] }
    let layers = hidden.enumerated().map { index, units in
      Dense(units, activation: activation, name: "hidden\(index + 1)", initializer: weights)
    }
    return Sequential(layers + [Dense(outputs, name: "output", initializer: weights)])
  }

  /// The initializers that can be named.
  static let initializers: [String: Initializer] = [
    "glorot-uniform": .glorotUniform, "glorot-normal": .glorotNormal,
    "he-uniform": .heUniform, "he-normal": .heNormal,
    "lecun-uniform": .lecunUniform, "lecun-normal": .lecunNormal,
    "orthogonal": .orthogonal(), "sparse": .sparse(), "zeros": .zeros,
  ]

  private static func sizes(_ list: String, in text: String) throws(DescentError) -> [Int] {
    var sizes: [Int] = []
    for part in list.split(separator: ",", omittingEmptySubsequences: false) {
      guard let size = Int(part), (1...1_000_000).contains(size) else {
        throw DescentError(
          "model '\(text)'", expected: "layer sizes from 1 to 1000000", found: "'\(part)'")
      }
      sizes.append(size)
    }
    return sizes
  }

  private static func activation(_ name: String) throws(DescentError) -> Activation {
    guard let activation = Activation(rawValue: name) else {
      throw .unknown("activation", name, among: Activation.allCases.map(\.rawValue))
    }
    return activation
  }

  private static func checkedInitializer(_ name: String) throws(DescentError) -> String {
    guard initializers[name] != nil else {
      throw .unknown("initializer", name, among: initializers.keys.sorted())
    }
    return name
  }
}
