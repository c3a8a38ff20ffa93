/// The course of the learning rate over a run: a warm-up, then a curve.
///
///     fₖ = warm-up     k < warmup
///     fₖ = curve at k − warmup     from there on
///
/// All are factors of the learning rate, and a curve counts its own steps from where the warm-up
/// ends. Users write one line, `cosine:steps=900,final=0.01,warmup=100,start=0.1`; a schedule is
/// printed as such a line, without what is left at its default.
public struct Schedule: Sendable {
  /// What follows the warm-up.
  public var curve: any ScheduleCurve
  /// What comes first; of no steps by default.
  public var warmup = Warmup()

  /// A curve after a warm-up that rises from the factor `start` in `warmup` steps.
  public init(_ curve: any ScheduleCurve, warmup: Int = 0, start: Double = 0) {
    self.curve = curve
    self.warmup = .with {
      $0.steps = Double(warmup)
      $0.start = start
    }
  }

  /// The factor that `closure` gives for each step, 0 for the first.
  public init(_ closure: @escaping @Sendable (Int) -> Double) {
    self.init(ClosureCurve(closure: closure))
  }

  /// The same rate at every step.
  public static var constant: Schedule { Schedule(Constant()) }

  /// What multiplies the learning rate at a step, 0 for the first.
  public func factor(at step: Int) -> Double {
    let rest = Double(step) - warmup.steps
    return rest < 0 ? warmup.factor(atPosition: Double(step)) : curve.factor(at: Int(rest))
  }

  /// The same between steps: at fractions of an epoch, say, where steps stand for epochs.
  public func factor(atPosition position: Double) -> Double {
    let rest = position - warmup.steps
    return rest < 0 ? warmup.factor(atPosition: position) : curve.factor(atPosition: rest)
  }

  /// The factors of the first `count` steps, to draw them for instance.
  public func factors(_ count: Int) -> [Double] { (0..<count).map { factor(at: $0) } }

  /// Takes note of a value that is to fall, for curves that depend on it.
  public mutating func observe(_ value: Double) { curve.observe(value) }

  /// What the curve remembers of the values.
  package var memory: [Double] {
    get { curve.memory }
    set { curve.memory = newValue }
  }

  /// The schedule of a run of `totalSteps`: a length that was left out is what the warm-up leaves.
  public func resolved(totalSteps: Int) -> Schedule {
    var schedule = self
    let rest = max(Double(totalSteps) - warmup.steps, 1)
    // Past 2⁵³ a double may exceed every Int.
    schedule.curve = curve.resolved(totalSteps: Int(min(rest, 0x1p53)))
    return schedule
  }
}
