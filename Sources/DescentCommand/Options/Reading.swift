/// What a flag should have been; the parser adds the flag and what was found.
struct Expected: Error, CustomStringConvertible {
  let description: String

  init(_ what: String) { description = "expected \(what)" }
}

/// Reads a whole number of `range`.
func count(
  from lower: Int = 1, through upper: Int = .max
) -> @Sendable (String) throws -> Int {
  { text in
    guard let value = Int(text), value >= lower, value <= upper else {
      throw Expected(
        "a whole number " + (upper == .max ? "of at least \(lower)" : "from \(lower) to \(upper)"))
    }
    return value
  }
}

/// Reads a finite number that `isValid`, described as `expected`.
func number(
  _ expected: String, where isValid: @escaping @Sendable (Double) -> Bool = { _ in true }
) -> @Sendable (String) throws -> Double {
  { text in
    guard let value = Double(text), value.isFinite, isValid(value) else {
      throw Expected(expected)
    }
    return value
  }
}

/// Reads a number above 0.
let positiveNumber = number("a number above 0") { $0 > 0 }

/// Reads a number that is not negative.
let nonnegativeNumber = number("a number of at least 0") { $0 >= 0 }

/// Reads one of the values by the name of each.
func choice<Value: Sendable>(
  of values: KeyValuePairs<String, Value>
) -> @Sendable (String) throws -> Value {
  let values = values.map { ($0.key, $0.value) }
  return { text in
    guard let found = values.first(where: { $0.0 == text }) else {
      throw Expected("one of " + values.map(\.0).joined(separator: ", "))
    }
    return found.1
  }
}

/// Reads a batch size: a number, or `all` for as many as there are.
@Sendable
func batchSize(_ text: String) throws -> Int {
  if text == "all" { return .max }
  guard let value = Int(text), value >= 1 else {
    throw Expected("a whole number of at least 1, or all")
  }
  return value
}

/// Reads what randomness follows from.
@Sendable
func seed(_ text: String) throws -> UInt64 {
  guard let seed = UInt64(text) else { throw Expected("a whole number from 0 to 2^64 - 1") }
  return seed
}
