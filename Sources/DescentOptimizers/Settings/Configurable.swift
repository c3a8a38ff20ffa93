public import DescentCore

/// A value with a name and settings that can be set by key: a rule, a schedule, an optimizer.
public protocol Configurable: Sendable {
  /// The name that users write, in kebab-case.
  static var name: String { get }
  /// What users may set; nothing by default.
  static var hyperparameters: [Hyperparameter<Self>] { get }
  /// The value with every default.
  init()
}

extension Configurable {
  public static var hyperparameters: [Hyperparameter<Self>] { [] }

  /// The keys of what users may set, in the order of declaration.
  public static var keys: [String] { hyperparameters.map(\.key) }

  /// The defaults, but for what `change` sets.
  ///
  ///     Momentum.with { $0.dampening = 0.3 }
  ///
  /// - Precondition: Every number is in its range.
  public static func with(_ change: (inout Self) -> Void) -> Self {
    var value = Self()
    change(&value)
    value.requireValid()
    return value
  }

  /// The defaults, but for these settings, as a user wrote them.
  ///
  /// - Throws: For an unknown key, or text that is no value in its range.
  public init(settings: [String: String]) throws(DescentError) {
    self.init()
    for (key, text) in settings.sorted(by: { $0.key < $1.key }) { try set(key, to: text) }
  }

  /// Sets one value from what a user wrote.
  ///
  /// - Throws: For an unknown key, or text that is no value in its range.
  public mutating func set(_ key: String, to text: String) throws(DescentError) {
    guard let hyperparameter = Self.hyperparameters.first(where: { $0.key == key }) else {
      throw Self.unknownKey(key, among: Self.keys)
    }
    guard let value = hyperparameter.range.value(text) else {
      throw DescentError(
        "\(key) of \(Self.name)", expected: hyperparameter.range.expectation, found: "'\(text)'")
    }
    hyperparameter.set(&self, value)
  }

  /// The present values by key, in the order of declaration.
  public var settings: [(key: String, value: SettingValue)] {
    Self.hyperparameters.map { ($0.key, $0.get(self)) }
  }

  /// The present values in one line, such as `beta1=0.9,beta2=0.999`; infinite numbers, which
  /// stand for "not set", are left out.
  public var settingsText: String {
    settings.filter { $0.value.number?.isFinite ?? true }.map { "\($0.key)=\($0.value)" }
      .joined(separator: ",")
  }

  /// Traps unless every setting is in its range.
  func requireValid() {
    for hyperparameter in Self.hyperparameters {
      let value = hyperparameter.get(self)
      require(
        hyperparameter.range.contains(value),
        "\(Self.name): \(hyperparameter.key) must be in \(hyperparameter.range), got \(value)")
    }
  }

  /// A copy in which the number under `key` is the input `index` of the traced program.
  func binding(_ key: String, toInput index: Int) -> Self? {
    guard let bind = Self.hyperparameters.first(where: { $0.key == key })?.bind else { return nil }
    var copy = self
    bind(&copy, index)
    return copy
  }

  /// The number under `key`, where it may change during a run, and its range.
  func scheduledSetting(_ key: String) -> (value: Double, range: SettingRange)? {
    guard let found = Self.hyperparameters.first(where: { $0.key == key }), found.bind != nil,
      let value = found.get(self).number
    else { return nil }
    return (value, found.range)
  }

  static func unknownKey(_ key: String, among keys: [String]) -> DescentError {
    if keys.isEmpty {
      return DescentError("setting of \(name)", expected: "none", found: "'\(key)'")
    }
    return .unknown("setting of \(name)", key, among: keys)
  }
}
