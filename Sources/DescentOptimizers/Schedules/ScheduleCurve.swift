public import DescentCore

/// A course of the learning rate: a factor for each step, 0 for the first.
public protocol ScheduleCurve: Sendable {
  /// How a user writes it: `step:every=30,factor=0.1`.
  var text: String { get }
  /// What multiplies the learning rate at a step.
  func factor(at step: Int) -> Double
  /// The same between steps, for curves that are defined there; others stay as at the step before.
  func factor(atPosition position: Double) -> Double
  /// Takes note of a value that is to fall, for curves that depend on it: the loss on validation
  /// data after an epoch, or the function's value after a step.
  mutating func observe(_ value: Double)
  /// What it remembers of the values; empty where it does not depend on them.
  var memory: [Double] { get set }
  /// Whether it depends on a number of steps that was left out.
  var needsTotalSteps: Bool { get }
  /// The curve where what depends on its number of steps, at least 1, and was left out, is set.
  func resolved(totalSteps: Int) -> Self
  /// Throws if its settings, each in its range, do not go together.
  func check() throws(DescentError)
}

extension ScheduleCurve {
  public func factor(atPosition position: Double) -> Double {
    // Past 2⁵³ a double may exceed every Int.
    factor(at: Int(min(max(position, 0), 0x1p53)))
  }
  public mutating func observe(_ value: Double) {}
  public var memory: [Double] {
    get { [] }
    set {}
  }
  public var needsTotalSteps: Bool { false }
  public func resolved(totalSteps: Int) -> Self { self }
  public func check() throws(DescentError) {}
}

extension ScheduleCurve where Self: Configurable {
  public var text: String { changedText.isEmpty ? Self.name : "\(Self.name):\(changedText)" }
}

extension Configurable {
  /// The values that are not the defaults, in one line.
  var changedText: String {
    zip(settings, Self().settings).filter { $0.value != $1.value }
      .map { "\($0.0.key)=\($0.0.value)" }.joined(separator: ",")
  }
}
