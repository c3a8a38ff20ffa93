/// The value of a setting.
public enum SettingValue: Sendable, Hashable, CustomStringConvertible {
  /// A number.
  case number(Double)
  /// No number.
  case unset
  /// A switch.
  case flag(Bool)
  /// One of several names.
  case text(String)

  /// The number, if it is one.
  public var number: Double? {
    if case .number(let value) = self { value } else { nil }
  }

  /// How a user writes it.
  public var description: String {
    switch self {
    case .number(let value): value.shortText
    case .unset: "none"
    case .flag(let value): "\(value)"
    case .text(let text): text
    }
  }
}

extension SettingValue: Encodable {
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .number(let value) where value.isFinite: try container.encode(value)
    case .number, .unset: try container.encodeNil()
    case .flag(let value): try container.encode(value)
    case .text(let text): try container.encode(text)
    }
  }
}

/// What may be written for a setting.
public enum SettingRange: Sendable, Hashable, CustomStringConvertible {
  /// A number.
  case number(Interval)
  /// A number or `none`.
  case optional(Interval)
  /// `true` or `false`.
  case flag
  /// One of these names.
  case choice([String])

  public var description: String {
    switch self {
    case .number(let interval): interval.description
    case .optional(let interval): "\(interval) or none"
    case .flag: "true or false"
    case .choice(let names): names.joined(separator: " or ")
    }
  }

  /// What is expected, for messages.
  var expectation: String {
    switch self {
    case .number(let interval), .optional(let interval):
      "\(interval.isWhole ? "a whole number" : "a number") in \(self)"
    case .flag, .choice: description
    }
  }

  /// The value that a user wrote; nil if it is not in the range.
  func value(_ text: String) -> SettingValue? {
    let value: SettingValue? =
      switch self {
      case .number: Double(text).map(SettingValue.number)
      case .optional: text == "none" ? SettingValue.unset : Double(text).map(SettingValue.number)
      case .flag: Bool(text).map(SettingValue.flag)
      case .choice: .text(text)
      }
    return value.flatMap { contains($0) ? $0 : nil }
  }

  /// Whether a value is in the range.
  func contains(_ value: SettingValue) -> Bool {
    switch (self, value) {
    case (.number(let interval), .number(let number)),
      (.optional(let interval), .number(let number)):
      interval.contains(number)
    case (.optional, .unset), (.flag, .flag): true
    case (.choice(let names), .text(let text)): names.contains(text)
    case (.number, _), (.optional, _), (.flag, _), (.choice, _): false
    }
  }
}
