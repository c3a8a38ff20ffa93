public import DescentCore

/// A value with a name and numbers that can be set by key: a rule, a schedule, an optimizer.
public protocol Configurable: Sendable {
  /// The name that users write, in kebab-case.
  static var name: String { get }
  /// The numbers that users may set; none by default.
  static var hyperparameters: [Hyperparameter<Self>] { get }
  /// The value with every default.
  init()
}

extension Configurable {
  public static var hyperparameters: [Hyperparameter<Self>] { [] }

  /// The keys of the numbers that users may set, in the order of declaration.
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
  /// - Throws: For an unknown key, text that is no number, or a number out of range.
  public init(settings: [String: String]) throws(DescentError) {
    self.init()
    for (key, text) in settings.sorted(by: { $0.key < $1.key }) { try set(key, to: text) }
  }

  /// Sets one number from what a user wrote.
  ///
  /// - Throws: For an unknown key, text that is no number, or a number out of range.
  public mutating func set(_ key: String, to text: String) throws(DescentError) {
    guard let hyperparameter = Self.hyperparameters.first(where: { $0.key == key }) else {
      throw Self.unknownKey(key, among: Self.keys)
    }
    guard let value = Double(text), hyperparameter.range.contains(value) else {
      let kind = hyperparameter.range.isWhole ? "a whole number" : "a number"
      throw DescentError(
        "\(key) of \(Self.name)", expected: "\(kind) in \(hyperparameter.range)",
        found: "'\(text)'")
    }
    self[keyPath: hyperparameter.path] = value
  }

  /// The present values by key, in the order of declaration.
  public var settings: [(key: String, value: Double)] {
    Self.hyperparameters.map { ($0.key, self[keyPath: $0.path]) }
  }

  /// The present values in one line, such as `beta1=0.9,beta2=0.999`; infinite ones, which stand
  /// for "not set", are left out.
  public var settingsText: String {
    settings.filter { $0.value.isFinite }.map { "\($0.key)=\($0.value.shortText)" }
      .joined(separator: ",")
  }

  /// Traps unless every number is in its range.
  func requireValid() {
    for hyperparameter in Self.hyperparameters {
      let value = self[keyPath: hyperparameter.path]
      require(
        hyperparameter.range.contains(value),
        "\(Self.name): \(hyperparameter.key) must be in \(hyperparameter.range), got \(value)")
    }
  }

  static func unknownKey(_ key: String, among keys: [String]) -> DescentError {
    if keys.isEmpty {
      return DescentError("setting of \(name)", expected: "none", found: "'\(key)'")
    }
    return .unknown("setting of \(name)", key, among: keys)
  }
}
