public import DescentCore

/// Takes a step every k gradients, with their mean or sum; nothing happens in between.
///
/// Optax's `MultiSteps`. The mean is over batches, each counting as much, however many examples a
/// short one has. Values are joined as gradients are; curvature and gradients elsewhere cannot be.
/// What is inside counts its own steps; schedules count all.
public struct Accumulate: Wrapper {
  public static let name = "accumulate"
  public static let summary = "Takes a step every k gradients, with their mean or sum."
  public static let formula = """
    s ← s + g                          at every step
    p ← update(p, s/k)     s ← 0       at every k-th; with mean=false update(p, s)
    """
  public static let source = "Optax's MultiSteps"
  public static let joinsBatches = true
  public static let hyperparameters = [
    Hyperparameter<Self>("every", \.every, .count(atLeast: 1), "k, gradients a step"),
    Hyperparameter("mean", \.takesMean, "whether to take the mean of the gradients, not the sum"),
  ]

  /// k.
  public var every = 2.0
  /// Whether to take the mean of the gradients, not the sum.
  public var takesMean = true

  public init() {}

  /// Takes a step every `count` gradients.
  public init(_ count: Int) { every = Double(count) }

  public var stride: Int { every.wholeSteps }

  public func initialState(for p: Tensor) -> RuleState {
    ["sum": .zeros(like: p), "value": Tensor(0), "count": Tensor(0), "t": Tensor(0)]
  }

  public func update(_ step: Step, state s: inout RuleState, inner: inout Inner) -> Tensor {
    // Counted, not k: a step that something outside has passed over added nothing.
    let (sum, count) = (s.sum + step.g, s.count + 1)
    let value = step.probe.map { s.value + $0.value } ?? s.value
    guard step.number.isMultiple(of: stride) else {
      (s.sum, s.value, s.count) = (sum, value, count)
      return step.p
    }
    (s.sum, s.value, s.count, s.t) = (.zeros(like: sum), Tensor(0), Tensor(0), s.t + 1)
    var step = step
    step.g = takesMean ? sum / count : sum
    step.probe = step.probe.map { probe in
      var joined = probe
      joined.value = (takesMean ? value / count : value).cast(to: probe.value.dtype)
      return joined
    }
    (step.t, step.number) = (s.t, step.number.divided(by: stride))
    return inner.update(step)
  }
}
