/// The value of a setting.
public enum SettingValue: Sendable, Hashable, CustomStringConvertible {
  /// A number.
  case number(Double)
  /// No number.
  case unset
  /// Several numbers.
  case list([Double])
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
    case .list(let values): values.map(\.shortText).joined(separator: "/")
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
    case .list(let values): try container.encode(values)
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
  /// Numbers with slashes between them.
  case list(Interval)
  /// `true` or `false`.
  case flag
  /// One of these names.
  case choice([String])

  public var description: String {
    switch self {
    case .number(let interval): interval.description
    case .optional(let interval): "\(interval) or none"
    case .list(let interval): "\(interval), one or more with / between"
    case .flag: "true or false"
    case .choice(let names): names.joined(separator: " or ")
    }
  }

  /// What is expected, for messages.
  var expectation: String {
    switch self {
    case .number(let interval), .optional(let interval):
      "\(interval.isWhole ? "a whole number" : "a number") in \(self)"
    case .list(let interval):
      "\(interval.isWhole ? "whole numbers" : "numbers") in \(interval) with / between"
    case .flag, .choice: description
    }
  }

  /// The value that a user wrote; nil if it is not in the range.
  func value(_ text: String) -> SettingValue? {
    let value: SettingValue? =
      switch self {
      case .number: Double(text).map(SettingValue.number)
      case .optional: text == "none" ? SettingValue.unset : Double(text).map(SettingValue.number)
      case .list: Self.numbers(text).map(SettingValue.list)
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
    case (.list(let interval), .list(let numbers)):
      numbers.allSatisfy(interval.contains)
    case (.optional, .unset), (.flag, .flag): true
    case (.choice(let names), .text(let text)): names.contains(text)
    case (.number, _), (.optional, _), (.list, _), (.flag, _), (.choice, _): false
    }
  }

  private static func numbers(_ text: String) -> [Double]? {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Double($0) }
    return numbers.count == parts.count ? numbers : nil
  }
}
