public import DescentCore

/// A function applied to every element of a layer's output.
public enum Activation: String, Sendable, Hashable, CaseIterable {
  case identity, relu, tanh, sigmoid, softplus

  /// The function's value at each element.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    switch self {
    case .identity: x
    case .relu: DescentCore.relu(x)
    case .tanh: DescentCore.tanh(x)
    case .sigmoid: DescentCore.sigmoid(x)
    case .softplus: DescentCore.softplus(x)
    }
  }

  /// The initializer that keeps the variance of signals through a layer with this activation.
  var initializer: Initializer { self == .relu ? .heNormal : .glorotUniform }
}

extension Scope {
  /// A fully connected layer.
  ///
  ///     y = x·W + b
  ///
  /// - Parameter x: Shape `[…, inputs]`.
  /// - Parameter units: The number of outputs.
  /// - Parameter name: Its parameters are `name.weight`, shape `[inputs, units]`, and
  ///   `name.bias`, shape `[units]`.
  /// - Parameter initializer: Of the weights; the bias starts at zero.
  /// - Returns: Shape `[…, units]`.
  public func dense(
    _ x: Tensor, _ units: Int, name: String, initializer: Initializer = .glorotUniform,
    usesBias: Bool = true
  ) -> Tensor {
    child(name).dense(x, units, initializer, usesBias)
  }

  fileprivate func dense(
    _ x: Tensor, _ units: Int, _ initializer: Initializer, _ usesBias: Bool
  ) -> Tensor {
    let weight = parameter("weight", [x.shape[x.rank - 1], units], initializer)
    let product = matmul(x, weight)
    return usesBias ? product + parameter("bias", [units], .zeros) : product
  }
}

/// A fully connected layer with an activation: f(x·W + b).
public struct Dense: Model {
  /// The number of outputs.
  public let units: Int
  /// What is applied to the outputs.
  public let activation: Activation
  /// The name of its parameters in a `Sequential`; its position when nil.
  public let name: String?
  /// Of the weights.
  public let initializer: Initializer
  /// Whether b is there; it starts at zero.
  public let usesBias: Bool

  /// - Parameter initializer: nil for He's normal with ReLU and Glorot's uniform else.
  public init(
    _ units: Int, activation: Activation = .identity, name: String? = nil,
    initializer: Initializer? = nil, usesBias: Bool = true
  ) {
    require(units > 0, "Dense: needs at least one unit, got \(units)")
    self.units = units
    self.activation = activation
    self.name = name
    self.initializer = initializer ?? activation.initializer
    self.usesBias = usesBias
  }

  public func callAsFunction(_ x: Tensor, _ scope: Scope) -> Tensor {
    activation(scope.dense(x, units, initializer, usesBias))
  }
}
