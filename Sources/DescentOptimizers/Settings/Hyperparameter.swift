/// A number of a rule or schedule that a user may set by name.
///
/// All are real numbers. A switch is not: a variant of a rule is a rule of its own, in its own
/// file, with its own formula.
public struct Hyperparameter<Owner>: Sendable {
  /// The name that users write, in kebab-case: `weight-decay`.
  public let key: String
  /// The values that make sense.
  public let range: Interval
  /// What it does, in a few words.
  public let meaning: String
  /// Where its owner keeps it.
  public let path: any WritableKeyPath<Owner, Double> & Sendable

  /// The number at `path` under the name `key`.
  public init(
    _ key: String, _ path: any WritableKeyPath<Owner, Double> & Sendable, _ range: Interval,
    _ meaning: String
  ) {
    (self.key, self.path, self.range, self.meaning) = (key, path, range, meaning)
  }
}
