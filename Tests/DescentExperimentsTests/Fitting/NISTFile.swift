import Foundation

/// A file of the Statistical Reference Datasets: a model, data and certified estimates.
struct NISTFile {
  let name: String
  /// "y ~ b1*(1-exp(-b2*x))".
  let formula: String
  let parameters: [Parameter]
  let csv: String

  struct Parameter {
    let name: String
    let starts: [Double]
    let estimate, deviation: Double
  }

  init(_ name: String) throws {
    let url = try present(
      Bundle.module.url(forResource: "NIST/\(name)", withExtension: "dat"))
    let lines = try String(contentsOf: url, encoding: .utf8).split(
      separator: "\n", omittingEmptySubsequences: false
    ).map { $0.trimmingCharacters(in: .whitespaces) }
    self.name = name
    parameters = lines.compactMap { line in
      guard let match = line.wholeMatch(of: /(b\d+) =\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+)/) else {
        return nil
      }
      let numbers = [match.2, match.3, match.4, match.5].compactMap { Double($0) }
      return Parameter(
        name: String(match.1), starts: Array(numbers[..<2]), estimate: numbers[2],
        deviation: numbers[3])
    }
    let model = try present(lines.firstIndex { $0.hasPrefix("Model:") })
    let text = lines[(model + 1)...].prefix(12).joined(separator: " ")
    let equation = try present(text.firstMatch(of: /y\s*=\s*(.*?)\s*\+\s*e\b/))
    formula =
      "y ~ "
      + equation.1.replacing("[", with: "(").replacing("]", with: ")").replacing("**", with: "^")
      .replacing("arctan", with: "atan")
    let data = try present(lines.lastIndex { $0.hasPrefix("Data:") })
    let rows = [lines[data].dropFirst("Data:".count)] + lines[(data + 1)...].map { $0[...] }
    csv = rows.filter { !$0.isEmpty }.map { row in
      row.split(whereSeparator: \.isWhitespace).joined(separator: ",") + "\n"
    }.joined()
  }
}

private struct Missing: Error {}

/// What must be there.
private func present<T>(_ value: T?) throws -> T {
  guard let value else { throw Missing() }
  return value
}
