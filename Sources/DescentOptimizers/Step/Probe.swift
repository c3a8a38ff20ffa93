public import DescentCore

/// The function that is minimized, asked at the point of the step or near it; to be traced.
///
/// What is not asked for costs nothing.
public struct Probe {
  /// The value at the point of the step, a scalar.
  public var value: Tensor
  /// The gradient, on the same examples, at a point given as a vector of all parameters.
  public var gradient: (Tensor) -> Tensor
  /// The product of the Hessian at the point of the step with a vector.
  public var hessianVectorProduct: (Tensor) -> Tensor
  /// The gradient for outcomes that are drawn from the model itself; nil where there is no model.
  public var sampledGradient: ((RandomTensors) -> Tensor)?
  /// The value, on the same examples, at a point given as a vector of all parameters; nil where
  /// only gradients are known.
  public var valueAt: ((Tensor) -> Tensor)?

  /// A function known by these closures, each of which is traced where it is asked for.
  public init(
    value: Tensor, gradient: @escaping (Tensor) -> Tensor,
    hessianVectorProduct: @escaping (Tensor) -> Tensor,
    sampledGradient: ((RandomTensors) -> Tensor)? = nil, valueAt: ((Tensor) -> Tensor)? = nil
  ) {
    (self.value, self.gradient, self.valueAt) = (value, gradient, valueAt)
    (self.hessianVectorProduct, self.sampledGradient) = (hessianVectorProduct, sampledGradient)
  }

  /// The same function, whose every gradient is what `change` makes of it and of its point.
  ///
  /// - Parameter p: The point of the step.
  func changingGradients(
    at p: Tensor, _ change: @escaping (_ g: Tensor, _ p: Tensor) -> Tensor
  ) -> Probe {
    var probe = self
    probe.gradient = { [gradient] q in change(gradient(q), q) }
    probe.sampledGradient = sampledGradient.map { sampled in { change(sampled($0), p) } }
    return probe
  }
}
