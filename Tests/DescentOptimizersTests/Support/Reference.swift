import Foundation
import Testing

/// The recorded outputs of other libraries; `Reference/README.md` says where they come from.
enum Reference {
  struct Trajectory: Decodable, CustomTestStringConvertible {
    var id: String
    var config: String
    var hyperparameters: Hyperparameters
    var problem: String
    var start: [Double]
    var rtol: Double
    var trajectory: [[Double]]
    var testDescription: String { id }
  }

  /// Under PyTorch's names, `weight_decay` being `weightDecay`.
  struct Hyperparameters: Decodable {
    var lr: Double
    var momentum: Double?
    var dampening: Double?
    var nesterov: Bool?
    var weightDecay: Double?
    var betas: [Double]?
    var eps: Double?
    var stepSize: Int?
    var gamma: Double?
  }

  struct Problem: Decodable {
    struct Data: Decodable {
      var matrix: [[Double]]?
      var vector: [Double]?
      var inputs: [[Double]]?
      var targets: [[Double]]?

      private enum CodingKeys: String, CodingKey {
        case matrix = "A"
        case vector = "b"
        case inputs = "X"
        case targets = "Y"
      }
    }
    var id: String
    var data: Data
    var start: [Double]
    var gradientAtStart: [Double]
  }

  private struct File<Entry: Decodable>: Decodable { var entries: [Entry] }
  private struct ProblemFile: Decodable { var problems: [Problem] }

  static func trajectories() throws -> [Trajectory] {
    try read("optimizers", as: File<Trajectory>.self).entries
  }

  static func problems() throws -> [Problem] {
    try read("problems", as: ProblemFile.self).problems
  }

  private static func read<T: Decodable>(_ name: String, as type: T.Type) throws -> T {
    let folder = Bundle.module.bundleURL.appending(path: "Reference")
    let data = try Data(contentsOf: folder.appending(path: "\(name).json"))
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(type, from: data)
  }
}

extension Reference.Problem {
  /// The gradient as `problems.json` states it.
  func gradient(at x: [Double]) throws -> [Double] {
    switch id {
    case "quadratic5":
      return zip(data.matrix!, data.vector!).map { row, b in
        zip(row, x).reduce(-b) { $0 + $1.0 * $1.1 }
      }
    case "rosenbrock2":
      let bend = x[1] - x[0] * x[0]
      return [-400 * x[0] * bend - 2 * (1 - x[0]), 200 * bend]
    case "matrix_regression":
      return regressionGradient(x, data.inputs!, data.targets!)
    default:
      throw UnknownProblem(id: id)
    }
  }

  /// 2/(n·q)·XᵀR and 2/(n·q)·(column sums of R), where R = X·W + b − Y; W is 4 × 3, row-major.
  private func regressionGradient(_ x: [Double], _ inputs: [[Double]], _ targets: [[Double]])
    -> [Double]
  {
    let (p, q) = (inputs[0].count, targets[0].count)
    var gradient = [Double](repeating: 0, count: x.count)
    for (row, y) in zip(inputs, targets) {
      for j in 0..<q {
        let r = (0..<p).reduce(x[p * q + j] - y[j]) { $0 + row[$1] * x[$1 * q + j] }
        for i in 0..<p { gradient[i * q + j] += row[i] * r }
        gradient[p * q + j] += r
      }
    }
    return gradient.map { $0 * 2 / Double(inputs.count * q) }
  }
}

struct UnknownProblem: Error { var id: String }
