public import DescentCore

/// A model in one line of text, as the command and saved files name it.
///
///     linear                       one dense layer
///     mlp:128,64                   hidden layers of 128 and 64 units, ReLU
///     mlp:128,64:tanh              another activation
///     mlp:128:relu:orthogonal      another initializer of the weights
///     autoencoder:400,100,6        an encoder, a linear code of 6 units, a mirrored decoder; sigmoid
///     autoencoder:64,8:tanh:sparse:connections=15,deviation=0.5
///     rnn:32                       a recurrent layer of 32 units, tanh, over the rows of an image
public struct ModelSpecification: Sendable, Hashable, CustomStringConvertible {
  /// How layers are put together.
  public enum Kind: String, Sendable, Hashable {
    /// One dense layer after the other.
    case layers = "mlp"
    /// An encoder, a code and a mirrored decoder.
    case autoencoder
    /// A recurrent layer, whose steps are the rows of an image, and a dense one of its last state.
    case recurrent = "rnn"

    /// The activation of hidden layers where none is named.
    var activation: Activation {
      switch self {
      case .layers: .relu
      case .autoencoder: .sigmoid
      case .recurrent: .tanh
      }
    }
  }

  /// How layers are put together.
  public let kind: Kind
  /// The units of each hidden layer; of an autoencoder those of the encoder, the code last; of a
  /// recurrent net those of its only layer.
  public var hidden: [Int]
  /// The activation of the hidden layers, the code excepted.
  public var activation: Activation
  /// The weights' initializer; that of the activation when nil.
  public var initializer: Initializer?
  /// Whether the model reconstructs its own inputs: its targets are the features.
  public var isAutoencoder: Bool { kind == .autoencoder }

  /// A network with hidden layers of these sizes.
  public init(hidden: [Int]) { self.init(.layers, hidden) }

  /// A recurrent net whose states have this length.
  ///
  /// - Precondition: There is a unit at least.
  public init(recurrent units: Int) {
    require(units > 0, "ModelSpecification: needs at least one unit, got \(units)")
    self.init(.recurrent, [units])
  }

  private init(_ kind: Kind, _ hidden: [Int]) {
    (self.kind, self.hidden, activation) = (kind, hidden, kind.activation)
  }

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
    self.init(.autoencoder, encoder)
  }

  /// Reads a specification.
  ///
  /// - Throws: If the text is none: what was expected instead.
  public init(_ text: String) throws(DescentError) {
    let parts = text.split(separator: ":", maxSplits: 3, omittingEmptySubsequences: false)
      .map(String.init)
    if parts[0] == "linear" {
      guard parts.count == 1 else {
        throw DescentError("model '\(text)'", expected: "linear alone", found: "more after it")
      }
      self.init(hidden: [])
      return
    }
    guard let kind = Kind(rawValue: parts[0]) else {
      throw .unknown("model", parts[0], among: ["linear", "mlp", "autoencoder", "rnn"])
    }
    let units = kind == .recurrent ? "UNITS" : "UNITS,..."
    guard parts.count > 1 else {
      throw DescentError(
        "model '\(text)'", expected: "\(kind.rawValue):\(units)[:ACTIVATION[:INITIALIZER]]",
        found: "\(parts[0]) alone")
    }
    let sizes = try Self.sizes(parts[1], in: text)
    guard kind != .recurrent || sizes.count == 1 else {
      throw DescentError(
        "model '\(text)'", expected: "the units of one recurrent layer", found: "'\(parts[1])'")
    }
    self.init(kind, sizes)
    if parts.count > 2 { activation = try Self.activation(parts[2]) }
    if parts.count > 3 { initializer = try Initializer(parts[3]) }
  }

  public var description: String {
    if hidden.isEmpty { return "linear" }
    var text = "\(kind.rawValue):" + hidden.map(String.init).joined(separator: ",")
    if activation != kind.activation || initializer != nil { text += ":\(activation.rawValue)" }
    return text + (initializer.map { ":\($0)" } ?? "")
  }

  /// The model with this many outputs.
  ///
  /// Parameters are named hidden1.weight, …, output.bias; of an autoencoder encoder1.weight, …,
  /// code.weight, …, decoder1.weight, …, output.bias; of a recurrent net hidden.weight, hidden.bias,
  /// hidden.recurrent, output.weight, output.bias.
  ///
  /// - Parameter features: The axes of a row of the data, of which a recurrent net takes the first as
  ///   steps.
  /// - Throws: If the model is recurrent and a row has fewer than two axes.
  public func model(outputs: Int, features: [Int] = []) throws(DescentError) -> Sequential {
    switch kind {
    case .layers:
      return Sequential(layers(hidden, "hidden") + [layer(outputs, "output")])
    case .autoencoder:
      let sizes = hidden.dropLast()
      let code = layer(hidden[hidden.count - 1], "code")
      return Sequential(
        layers(sizes, "encoder") + [code] + layers(sizes.reversed(), "decoder")
          + [layer(outputs, "output")])
    case .recurrent:
      guard features.count > 1 else {
        throw DescentError(
          "model '\(self)'", expected: "features in rows, as images have them, for its steps",
          found: "features of shape \(features)")
      }
      let state = Recurrent(
        hidden[0], activation: activation, name: "hidden", initializer: initializer,
        recurrentInitializer: initializer ?? .orthogonal())
      let sequence = Reshape([features[0], features.dropFirst().reduce(1, *)])
      return Sequential([sequence, state, layer(outputs, "output")])
    }
  }

  private func layers(_ sizes: some Sequence<Int>, _ name: String) -> [Dense] {
    sizes.enumerated().map { layer($1, "\(name)\($0 + 1)", activation) }
  }

  private func layer(
    _ units: Int, _ name: String, _ activation: Activation = .identity
  ) -> Dense {
    Dense(units, activation: activation, name: name, initializer: initializer)
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
