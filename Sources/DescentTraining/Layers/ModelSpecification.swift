public import DescentCore

/// A model in one line of text, as the command and saved files name it.
///
///     linear                       one dense layer
///     mlp:128,64                   hidden layers of 128 and 64 units, ReLU
///     mlp:128,64:tanh              another activation
///     mlp:128:relu:orthogonal      another initializer of the weights
///     autoencoder:400,100,6        an encoder, a linear code of 6 units, a mirrored decoder; sigmoid
///     autoencoder:64,8:tanh:sparse:connections=15,deviation=0.5
public struct ModelSpecification: Sendable, Hashable, CustomStringConvertible {
  /// The units of each hidden layer; of an autoencoder those of the encoder, the code last.
  public var hidden: [Int]
  /// The activation of the hidden layers, the code excepted.
  public var activation: Activation = .relu
  /// The weights' initializer; that of the activation when nil.
  public var initializer: Initializer?
  /// Whether the model reconstructs its own inputs: its targets are the features.
  public private(set) var isAutoencoder = false

  /// A network with hidden layers of these sizes.
  public init(hidden: [Int]) { self.hidden = hidden }

  /// A deep autoencoder with sigmoids.
  ///
  ///     features – encoder[0] – … – code – … – encoder[0] – features
  ///
  /// Hinton & Salakhutdinov 2006: code and output are linear, the output being logits.
  ///
  /// - Parameter encoder: The units of the encoder's layers, then those of the code.
  /// - Precondition: There is a code.
  public init(autoencoder encoder: [Int]) {
    require(!encoder.isEmpty, "ModelSpecification: an autoencoder needs a code, got no layers")
    (hidden, activation, isAutoencoder) = (encoder, .sigmoid, true)
  }

  /// Reads a specification.
  ///
  /// - Throws: If the text is none: what was expected instead.
  public init(_ text: String) throws(DescentError) {
    let parts = text.split(separator: ":", maxSplits: 3, omittingEmptySubsequences: false)
      .map(String.init)
    switch parts[0] {
    case "linear":
      guard parts.count == 1 else {
        throw DescentError("model '\(text)'", expected: "linear alone", found: "more after it")
      }
      hidden = []
      return
    case "mlp", "autoencoder":
      guard parts.count > 1 else {
        throw DescentError(
          "model '\(text)'", expected: "\(parts[0]):UNITS,...[:ACTIVATION[:INITIALIZER]]",
          found: "\(parts[0]) alone")
      }
    default: throw .unknown("model", parts[0], among: ["linear", "mlp", "autoencoder"])
    }
    let sizes = try Self.sizes(parts[1], in: text)
    self = parts[0] == "mlp" ? .init(hidden: sizes) : .init(autoencoder: sizes)
    if parts.count > 2 { activation = try Self.activation(parts[2]) }
    if parts.count > 3 { initializer = try Initializer(parts[3]) }
  }

  public var description: String {
    if hidden.isEmpty { return "linear" }
    var text = isAutoencoder ? "autoencoder:" : "mlp:"
    text += hidden.map(String.init).joined(separator: ",")
    let usual = isAutoencoder ? Activation.sigmoid : .relu
    if activation != usual || initializer != nil { text += ":\(activation.rawValue)" }
    return text + (initializer.map { ":\($0)" } ?? "")
  }

  /// The model with this many outputs.
  ///
  /// Parameters are named hidden1.weight, …, output.bias; of an autoencoder encoder1.weight, …,
  /// code.weight, …, decoder1.weight, …, output.bias.
  public func model(outputs: Int) -> Sequential {
    func layer(_ units: Int, _ name: String, _ activation: Activation = .identity) -> Dense {
      Dense(units, activation: activation, name: name, initializer: initializer)
    }
    func layers(_ sizes: some Sequence<Int>, _ name: String) -> [Dense] {
      sizes.enumerated().map { layer($1, "\(name)\($0 + 1)", activation) }
    }
    let output = layer(outputs, "output")
    guard isAutoencoder else { return Sequential(layers(hidden, "hidden") + [output]) }
    let sizes = hidden.dropLast()
    let code = layer(hidden[hidden.count - 1], "code")
    return Sequential(
      layers(sizes, "encoder") + [code] + layers(sizes.reversed(), "decoder") + [output])
  }

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
}
