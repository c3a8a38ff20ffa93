import DescentProblems
import Testing

/// A problem of `minimizers.json`.
struct MinimizerProblem: Decodable, Sendable, CustomTestStringConvertible {
  struct Condition: Decodable, Sendable {
    /// ">= 0" or "= 0"
    var type: String
    var expression: String
  }

  var id: String
  var dimension: Int
  var formula: String
  var start: [Double]
  var value: Double
  var gradient: [Double]
  var data: [String: [Double]]
  var conditions: [Condition]?
  var lower: [Double?]?
  var upper: [Double?]?
  var testDescription: String { id }

  private enum CodingKeys: String, CodingKey {
    case id, dimension, formula, start, data, lower, upper
    case value = "value_at_start"
    case gradient = "gradient_at_start"
    case conditions = "constraints"
  }

  /// The file.
  struct File: Decodable, Sendable {
    var problems: [MinimizerProblem]
    var entries: [RecordedSearch]

    private enum CodingKeys: String, CodingKey {
      case entries
      case problems = "problem_definitions"
    }
  }

  static let file = Result { try ReferenceFolder.read("minimizers", as: File.self) }

  static func named(_ id: String) throws -> MinimizerProblem {
    try #require(try file.get().problems.first { $0.id == id }, "no problem '\(id)'")
  }
}

extension RecordedSearch: CustomTestStringConvertible {
  package var testDescription: String { id }
}
