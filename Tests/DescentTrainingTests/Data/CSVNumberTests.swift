import DescentCore
import Testing

@testable import DescentTraining

@Suite struct CSVNumberTests {
  private func value(_ text: String) -> CSVValue { CSVValue(Array(text.utf8), 0..<text.utf8.count) }

  @Test(arguments: [
    "0", "-0", "+7", "255", "007", "1.", ".5", "-.5e1", "3.14159", "1e5", "1E+05", "1e-5", "1e22",
    "1e23", "123456789012345678", "9007199254740993", "9007199254740992", "0.1", "0.3",
    "0.000000000000000000000000000001", "1.7976931348623157e308", "4.9e-324", "1e-999",
    "8.442911973260991817129021e-309", "2.2250738585072011e-308", "1e99999999999999999999",
    "00000000000000000000000000000000000001.5", "123456789.123456789123456789",
    "6.02214076e23", "1.0000000000000000000000000000000000000001",
  ])
  func `a number is read as Swift reads it`(text: String) throws {
    let expected = try #require(Double(text))
    #expect(value(text) == .number(expected))
    #expect(decimal(Array(text.utf8), 0..<text.utf8.count)?.sign == expected.sign)
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `random decimals are correctly rounded`(seed: UInt64) throws {
    var random = RandomSource(seed: seed)
    for _ in 0..<3000 {
      var text = String(random.next() >> (random.next() % 64))
      let point = random.index(below: text.count + 1)
      text.insert(".", at: text.index(text.startIndex, offsetBy: point))
      if random.index(below: 2) == 1 { text += "e\(random.index(below: 60) - 30)" }
      #expect(decimal(Array(text.utf8), 0..<text.utf8.count) == Double(text), "\(text)")
    }
  }

  @Test(arguments: [
    "abc", "1x", "1e", "1e+", "e5", ".", "-", "+", "--1", "1.2.3", "0x10", "1_000", "1,5", "1 2",
    "١", "Na", "nano", "1e5.", "12-3",
  ])
  func `anything else is text`(text: String) { #expect(value(text) == .text) }

  @Test(arguments: ["", "NA", "N/A", "NaN", "nan", "?", "null", "NULL"])
  func `words for nothing are missing values`(text: String) { #expect(value(text) == .missing) }

  @Test func `infinity is a number, for others to reject`() {
    #expect(value("inf") == .number(.infinity))
    #expect(value("-Infinity") == .number(-.infinity))
  }
}
