public import DescentCore

/// A step to be traced: where it starts, the gradient there, and what else a rule may ask for.
public struct Step {
  /// The parameters before the step.
  public var p: Tensor
  /// The gradient there, of the same shape and type.
  public var g: Tensor
  /// The learning rate in force: a `float64` scalar.
  public var learningRate: Tensor
  /// The number of the step, 1 for the first: a `float64` scalar.
  public var t: Tensor
  /// The same number where it decides what is computed at all.
  public var number: StepNumber
  /// Which part of `p` each named parameter is, while `p` is the vector of all.
  public let layout: VariableLayout
  /// The function that is minimized, where more than its gradient is known.
  public var probe: Probe?
  /// Random numbers that differ from step to step.
  public var random: RandomTensors

  /// 1 where decay and penalties act and 0 where not, like `p`; nil for everywhere.
  var decayMask: Tensor?

  /// The vector where decay and penalties act, 0 elsewhere.
  public var decayed: Tensor { decayMask.map { $0.cast(to: p.dtype) * p } ?? p }

  /// A step of all parameters.
  ///
  /// - Parameter decayMask: 1 where decay and penalties act and 0 where not, like `p` and of any
  ///   type; nil for everywhere.
  public init(
    from p: Tensor, gradient g: Tensor, learningRate: Tensor, t: Tensor,
    number: StepNumber = StepNumber(1), layout: VariableLayout? = nil, decayMask: Tensor? = nil,
    probe: Probe? = nil, seed: UInt64 = 0
  ) {
    (self.p, self.g, self.learningRate, self.t) = (p, g, learningRate, t)
    self.number = number
    self.layout = layout ?? VariableLayout([("p", p.shape)])
    self.decayMask = decayMask
    self.probe = probe
    random = RandomTensors(seed: seed, step: t)
  }

  /// The probe of a rule that cannot do without.
  func requiredProbe(for name: String) -> Probe {
    guard let probe else {
      fatalError("\(name): needs the function that is minimized, got its gradient alone")
    }
    return probe
  }
}

/// The function that is minimized, asked at the point of the step or near it; to be traced.
///
/// What is not asked for costs nothing.
public struct Probe {
  /// The value at the point of the step, a scalar.
  public let value: Tensor
  /// The gradient, on the same examples, at a point given as a vector of all parameters.
  public let gradient: (Tensor) -> Tensor
  /// The product of the Hessian at the point of the step with a vector.
  public let hessianVectorProduct: (Tensor) -> Tensor
  /// The gradient for outcomes that are drawn from the model itself; nil where there is no model.
  public let sampledGradient: ((RandomTensors) -> Tensor)?
  /// The value, on the same examples, at a point given as a vector of all parameters; nil where
  /// only gradients are known.
  public let valueAt: ((Tensor) -> Tensor)?

  /// A function known by these closures, each of which is traced where it is asked for.
  public init(
    value: Tensor, gradient: @escaping (Tensor) -> Tensor,
    hessianVectorProduct: @escaping (Tensor) -> Tensor,
    sampledGradient: ((RandomTensors) -> Tensor)? = nil, valueAt: ((Tensor) -> Tensor)? = nil
  ) {
    (self.value, self.gradient, self.valueAt) = (value, gradient, valueAt)
    (self.hessianVectorProduct, self.sampledGradient) = (hessianVectorProduct, sampledGradient)
  }
}
