/// A setting of a rule, wrapper or schedule that a user may set by name: a number, several
/// numbers, a switch or a choice.
public struct Hyperparameter<Owner>: Sendable {
  /// The name that users write, in kebab-case: `weight-decay`.
  public let key: String
  /// What may be written.
  public let range: SettingRange
  /// What it does, in a few words.
  public let meaning: String

  /// The setting's present value.
  let get: @Sendable (Owner) -> SettingValue
  /// Sets a value that is in the range.
  let set: @Sendable (inout Owner, SettingValue) -> Void
  /// Makes it an input of the program that is traced; nil for what cannot change during a run.
  let bind: (@Sendable (inout Owner, Int) -> Void)?

  /// The number at `path`, fixed during a run.
  public init(
    _ key: String, _ path: any WritableKeyPath<Owner, Double> & Sendable, _ range: Interval,
    _ meaning: String
  ) {
    (self.key, self.range, self.meaning) = (key, .number(range), meaning)
    get = { .number($0[keyPath: path]) }
    set = { $0[keyPath: path] = $1.number ?? .nan }
    bind = nil
  }

  /// The number at `path`, for which a schedule may be set.
  public init(
    _ key: String, _ path: any WritableKeyPath<Owner, Coefficient> & Sendable, _ range: Interval,
    _ meaning: String
  ) {
    (self.key, self.range, self.meaning) = (key, .number(range), meaning)
    get = { .number($0[keyPath: path].value) }
    set = { $0[keyPath: path] = Coefficient($1.number ?? .nan) }
    bind = { $0[keyPath: path] = Coefficient($0[keyPath: path].value, input: $1) }
  }

  /// The number at `path`, or `none`.
  public init(
    _ key: String, _ path: any WritableKeyPath<Owner, Double?> & Sendable, _ range: Interval,
    _ meaning: String
  ) {
    (self.key, self.range, self.meaning) = (key, .optional(range), meaning)
    get = { $0[keyPath: path].map(SettingValue.number) ?? .unset }
    set = { $0[keyPath: path] = $1.number }
    bind = nil
  }

  /// The numbers at `path`, each in `range`, written with slashes between.
  public init(
    _ key: String, _ path: any WritableKeyPath<Owner, [Double]> & Sendable, _ range: Interval,
    _ meaning: String
  ) {
    (self.key, self.range, self.meaning) = (key, .list(range), meaning)
    get = { .list($0[keyPath: path]) }
    set = { owner, value in
      if case .list(let numbers) = value { owner[keyPath: path] = numbers }
    }
    bind = nil
  }

  /// The switch at `path`.
  public init(
    _ key: String, _ path: any WritableKeyPath<Owner, Bool> & Sendable, _ meaning: String
  ) {
    (self.key, range, self.meaning) = (key, .flag, meaning)
    get = { .flag($0[keyPath: path]) }
    set = { $0[keyPath: path] = $1 == .flag(true) }
    bind = nil
  }

  /// The choice at `path`, written as one of the raw values of its type.
  public init<Choice: SettingChoice>(
    _ key: String, _ path: any WritableKeyPath<Owner, Choice> & Sendable, _ meaning: String
  ) {
    (self.key, range, self.meaning) = (key, .choice(Choice.allCases.map(\.rawValue)), meaning)
    get = { .text($0[keyPath: path].rawValue) }
    set = { owner, value in
      if case .text(let text) = value, let choice = Choice(rawValue: text) {
        owner[keyPath: path] = choice
      }
    }
    bind = nil
  }
}

/// A variant that is chosen by name.
public protocol SettingChoice: CaseIterable, RawRepresentable<String>, Sendable {}
