import Descent
import Foundation
import Testing

/// The files that tests compare with: those of this folder, or of DESCENT_REFERENCE_FOLDER.
enum ReferenceFolder {
  static let isOwn = ProcessInfo.processInfo.environment["DESCENT_REFERENCE_FOLDER"] == nil

  static func read<T: Decodable>(_ name: String, as type: T.Type) throws -> T {
    let folder =
      ProcessInfo.processInfo.environment["DESCENT_REFERENCE_FOLDER"].map {
        URL(filePath: $0, directoryHint: .isDirectory)
      } ?? Bundle.module.bundleURL.appending(path: "Data")
    let data = try Data(contentsOf: folder.appending(path: "\(name).json"))
    return try JSONDecoder().decode(type, from: data)
  }
}

/// A function to minimize, as `problems.json` describes it.
struct ReferenceProblem: Decodable, Sendable {
  struct Parameter: Decodable, Sendable {
    var name: String
    var shape: [Int]
  }
  var id: String
  var parameters: [Parameter]
  var expression: String
  var constants: [String: JSONValue]

  private enum CodingKeys: String, CodingKey {
    case id, parameters, expression
    case constants = "let"
  }

  static let all = Result { try ReferenceFolder.read("problems", as: File.self).problems }

  static func named(_ id: String) throws -> ReferenceProblem {
    try #require(try all.get().first { $0.id == id }, "no problem '\(id)'")
  }

  private struct File: Decodable { var problems: [ReferenceProblem] }

  /// The arguments of `descent minimize`: the formula, `--start` and `--let`.
  func arguments(start: [Double]) -> (start: [String], constants: [String]) {
    var (used, values) = (0, [String]())
    for parameter in parameters {
      let count = parameter.shape.reduce(1, *)
      let numbers = start[used..<used + count].map { JSONValue.number($0) }
      values.append("\(parameter.name)=\(text(numbers, parameter.shape))")
      used += count
    }
    return (values, constants.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.text)" })
  }

  private func text(_ numbers: [JSONValue], _ shape: [Int]) -> String {
    guard shape.count > 1 else { return JSONValue.list(numbers).text }
    let width = numbers.count / shape[0]
    let rows = (0..<shape[0]).map { row in
      text(Array(numbers[row * width..<(row + 1) * width]), Array(shape.dropFirst()))
    }
    return "[" + rows.joined(separator: ", ") + "]"
  }

  func problem(start: [Double]) throws -> FormulaProblem {
    let (start, constants) = arguments(start: start)
    return try FormulaProblem(expression, start: start, constants: constants, threads: 1)
  }
}
