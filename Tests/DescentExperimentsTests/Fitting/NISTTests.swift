import Descent
import Foundation
import TestSupport
import Testing

/// Certified values of the Statistical Reference Datasets, from both starts that each comes with.
@Suite struct NISTTests {
  private static let names = [
    "BoxBOD", "Eckerle4", "Hahn1", "Lanczos1", "MGH17", "Misra1a", "Rat43", "Thurber",
  ]

  @Test(arguments: names, [0, 1])
  func `estimates and standard errors are the certified ones`(name: String, start: Int) throws {
    let file = try NISTFile(name)
    let folder = try TemporaryFolder()
    try folder.write(file.csv, to: "data.csv")
    var options = FitProblem.Options()
    options.start = file.parameters.map { "\($0.name)=\($0.starts[start])" }
    let problem = try FitProblem(file.formula, data: folder("data.csv"), options)
    let solution = try problem.solve()
    #expect(solution.outcome.status == "converged")
    #expect(solution.estimates.map(\.name) == file.parameters.map(\.name))
    // The residuals of Lanczos1 are rounding errors of its data.
    let (digits, errorDigits) = name == "Lanczos1" ? (6.0, 2.0) : (8.0, 5.0)
    for (estimate, certified) in zip(solution.estimates, file.parameters) {
      #expect(
        Self.digits(estimate.value, certified.estimate) >= digits,
        "\(name) \(estimate.name): \(estimate.value)")
      #expect(
        Self.digits(estimate.standardError, certified.deviation) >= errorDigits,
        "\(name) \(estimate.name): standard error \(estimate.standardError)")
    }
  }

  /// The digits that two numbers have in common.
  private static func digits(_ a: Double, _ b: Double) -> Double {
    a == b ? 16 : -log10(abs(a - b) / abs(b))
  }
}
