public import DescentCore
import DescentOptimizers

/// Where a model asks for its parameters while it is traced.
///
/// All parameters are pieces of one vector. A model is run twice with a scope: once to learn
/// which parameters it has (`ParameterLayout(of:)`), then to trace it on pieces of the vector.
public final class Scope {
  /// The name that children's names are appended to: "encoder." or nothing.
  private let prefix: String
  private let registry: Registry

  /// What one tracing of a model has asked for, shared by a scope and its children.
  private final class Registry {
    var entries: [ParameterLayout.Entry] = []
    var count = 0
    /// The parameter of an entry, given its number.
    let tensor: (ParameterLayout.Entry, Int) -> Tensor
    var tensors: [Tensor] = []
    var hiddenStates: [Tensor] = []

    init(_ tensor: @escaping (ParameterLayout.Entry, Int) -> Tensor) { self.tensor = tensor }
  }

  private init(prefix: String, _ registry: Registry) {
    (self.prefix, self.registry) = (prefix, registry)
  }

  /// A scope that hands out pieces of `vector`; without one, tensors of `dtype` without values.
  package convenience init(_ vector: Tensor?, dtype: DType) {
    self.init(
      prefix: "",
      Registry { entry, index in
        vector.map { $0.slice(entry.range).reshaped(entry.shape) }
          ?? Tensor(.input(index: index + 1, entry.shape, dtype))
      })
  }

  /// A scope that hands out these tensors in their order.
  convenience init(pieces: [Tensor]) {
    self.init(prefix: "", Registry { pieces[$1] })
  }

  /// A scope whose parameters are named "name.…".
  public func child(_ name: String) -> Scope { Scope(prefix: "\(prefix)\(name).", registry) }

  /// The parameter `name` of this scope.
  ///
  /// - Precondition: No other parameter has the name.
  public func parameter(_ name: String, _ shape: Shape, _ initializer: Initializer) -> Tensor {
    let name = prefix + name
    require(
      !registry.entries.contains { $0.name == name }, "Scope: two parameters are named '\(name)'")
    let range = registry.count..<registry.count + shape.count
    let entry = ParameterLayout.Entry(
      name: name, shape: shape, range: range, initializer: initializer)
    let tensor = registry.tensor(entry, registry.entries.count)
    registry.entries.append(entry)
    registry.count = range.upperBound
    registry.tensors.append(tensor)
    return tensor
  }

  /// Declares a hidden state of a recurrent net, whose changes structural damping limits.
  ///
  /// Martens & Sutskever 2011, "Learning recurrent neural networks with Hessian-free optimization".
  ///
  ///     state = scope.hiddenState(tanh(matmul(state, w) + input))
  ///
  /// - Parameter state: Axis 0 the examples.
  /// - Returns: The state.
  public func hiddenState(_ state: Tensor) -> Tensor {
    registry.hiddenStates.append(state)
    return state
  }

  /// The hidden states declared so far.
  var hiddenStates: [Tensor] { registry.hiddenStates }

  /// What has been asked for so far.
  package var layout: ParameterLayout { ParameterLayout(entries: registry.entries) }

  /// The tensors handed out so far, in the order of the layout.
  package var tensors: [Tensor] { registry.tensors }
}

/// Which part of the parameter vector each named parameter is.
public struct ParameterLayout: Sendable, Hashable {
  /// One parameter: its name ("hidden.weight"), shape and place.
  public struct Entry: Sendable, Hashable {
    /// The name, with those of its scopes before it.
    public let name: String
    /// The sizes of the axes.
    public let shape: Shape
    /// The elements of the vector that hold it, in row-major order.
    public let range: Range<Int>
    /// How its first values are drawn.
    public let initializer: Initializer
  }

  /// The parameters in the order in which the model asks for them.
  public let entries: [Entry]

  /// The length of the vector.
  public var count: Int { entries.last?.range.upperBound ?? 0 }

  /// The layout of a model that takes inputs of `features` (one row, without the batch axis).
  package init(of model: any Model, features: Shape, dtype: DType) {
    let scope = Scope(nil, dtype: dtype)
    let x = Tensor(.input(index: 0, Shape([2] + features.sizes), dtype))
    _ = model(x, scope)
    self = scope.layout
  }

  init(entries: [Entry]) { self.entries = entries }

  /// The names, shapes and places alone.
  var variables: VariableLayout { VariableLayout(entries.map { ($0.name, $0.shape) }) }

  /// A vector of first values: each parameter draws from a stream of its own.
  package func initialValues(seed: UInt64, dtype: DType) -> NDArray {
    let source = RandomSource(seed: seed)
    let values = entries.enumerated().flatMap { index, entry in
      var random = source.split(UInt64(index))
      return entry.initializer.values(entry.shape, using: &random)
    }
    return NDArray(values).converted(to: dtype)
  }

  /// 1 for the elements of parameters with two axes or more (weights), 0 for others (biases).
  package func weightMask(_ dtype: DType) -> NDArray {
    let values = entries.flatMap { entry in
      [Double](repeating: entry.shape.rank >= 2 ? 1 : 0, count: entry.shape.count)
    }
    return NDArray(values).converted(to: dtype)
  }
}
