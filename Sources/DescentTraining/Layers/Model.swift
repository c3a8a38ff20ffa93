public import DescentCore

/// A function of a batch of inputs that asks a scope for its parameters.
///
///     struct Net: Model {
///       func callAsFunction(_ x: Tensor, _ scope: Scope) -> Tensor {
///         let h = relu(scope.dense(x, 128, name: "hidden"))
///         return scope.dense(h, 10, name: "output")
///       }
///     }
///
/// Models are values without parameters: these live in one vector outside.
public protocol Model: Sendable {
  /// The output for inputs `x`, shape `[batch, …]`.
  func callAsFunction(_ x: Tensor, _ scope: Scope) -> Tensor
}

/// A model given as a closure.
public struct FunctionModel: Model {
  private let function: @Sendable (Tensor, Scope) -> Tensor

  /// The model that computes `function`.
  public init(_ function: @escaping @Sendable (Tensor, Scope) -> Tensor) {
    self.function = function
  }

  public func callAsFunction(_ x: Tensor, _ scope: Scope) -> Tensor { function(x, scope) }
}

/// Models one after the other; the parameters of number k are named "k.…", or by its own name.
public struct Sequential: Model {
  /// The models in order.
  public let layers: [any Model]

  /// The composition of `layers`.
  public init(_ layers: any Model...) { self.layers = layers }

  /// The composition of `layers`.
  public init(_ layers: [any Model]) { self.layers = layers }

  public func callAsFunction(_ x: Tensor, _ scope: Scope) -> Tensor {
    layers.enumerated().reduce(x) { x, layer in
      let name = (layer.element as? any NamedModel)?.name ?? "\(layer.offset)"
      return layer.element(x, scope.child(name))
    }
  }
}

/// A model that may have a name in a `Sequential`.
protocol NamedModel: Model {
  /// What its parameters' names begin with; its position when nil.
  var name: String? { get }
}

extension Dense: NamedModel {}
extension Recurrent: NamedModel {}
