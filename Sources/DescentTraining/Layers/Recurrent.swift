public import DescentCore

/// A recurrent layer, whose output is its last state.
///
///     hₜ = f(xₜ·W + hₜ₋₁·U + b)     t = 1 … steps, h₀ = 0 or a parameter
///
/// Elman 1990, "Finding structure in time". Each state is declared with `Scope.hiddenState`, so that
/// structural damping applies (Martens & Sutskever 2011, section 3.1). Input of shape
/// `[n, steps, features]`, output `[n, units]`; the parameters are `weight` `[features, units]`,
/// `bias` `[units]`, `recurrent` `[units, units]` and, where it is learned, `state` `[units]`.
public struct Recurrent: Model {
  /// The length of a state.
  public let units: Int
  /// f.
  public let activation: Activation
  /// The name of its parameters in a `Sequential`; its position when nil.
  public let name: String?
  /// Of W.
  public let initializer: Initializer
  /// Of U.
  public let recurrentInitializer: Initializer
  /// Whether h₀ is a parameter, which starts at zero.
  public let learnsInitialState: Bool

  /// - Parameter initializer: nil for He's normal with ReLU and Glorot's uniform else.
  public init(
    _ units: Int, activation: Activation = .tanh, name: String? = nil,
    initializer: Initializer? = nil, recurrentInitializer: Initializer = .orthogonal(),
    learnsInitialState: Bool = false
  ) {
    require(units > 0, "Recurrent: needs at least one unit, got \(units)")
    self.units = units
    self.activation = activation
    self.name = name
    self.initializer = initializer ?? activation.initializer
    self.recurrentInitializer = recurrentInitializer
    self.learnsInitialState = learnsInitialState
  }

  /// The last state.
  ///
  /// - Precondition: `x` has the shape `[n, steps, features]` with at least one step.
  public func callAsFunction(_ x: Tensor, _ scope: Scope) -> Tensor {
    require(
      x.rank == 3 && x.shape[1] > 0,
      "Recurrent: the input must be [n, steps, features] with a step at least, got \(x.shape)")
    let weight = scope.parameter("weight", [x.shape[2], units], initializer)
    let bias = scope.parameter("bias", [units], .zeros)
    let recurrent = scope.parameter("recurrent", [units, units], recurrentInitializer)
    let stateShape: Shape = [x.shape[0], units]
    var state =
      learnsInitialState
      ? scope.parameter("state", [units], .zeros).broadcast(to: stateShape) : nil
    // What does not depend on the states is computed for all steps at once.
    let inputs = matmul(x, weight) + bias
    for step in 0..<x.shape[1] {
      let input = inputs.slice(step..<step + 1, axis: 1).reshaped(stateShape)
      state = scope.hiddenState(activation(state.map { input + matmul($0, recurrent) } ?? input))
    }
    return state!
  }
}
