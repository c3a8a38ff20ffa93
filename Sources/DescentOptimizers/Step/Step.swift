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

  /// Where the learning rate is noted with which the rule is called.
  let rateInForce = RateInForce()

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

/// The learning rate with which a rule is called, after what wrappers have made of it.
///
/// A class, since a step is copied on its way through the wrappers.
final class RateInForce {
  var learningRate: Tensor?
}
