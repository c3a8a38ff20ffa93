import DescentCore
import Testing

@testable import DescentOptimizers

/// The six functions and the tables of Moré & Thuente 1994, section 5.
struct MoreThuenteTests {
  /// One line of a table: the first length, the trials and the length found.
  struct Row {
    let guess: Double
    let trials: Int
    let length: Double

    init(_ guess: Double, _ trials: Int, _ length: Double) {
      (self.guess, self.trials, self.length) = (guess, trials, length)
    }
  }

  struct Table: CustomStringConvertible {
    let description: String
    let armijo, curvature: Double
    let rows: [Row]
    let function: @Sendable (Tensor) -> Tensor
  }

  /// γ(β₁)·√((1 − α)² + β₂²) + γ(β₂)·√(α² + β₁²), γ(β) = √(1 + β²) − β: Yanai, Ozawa & Kaneko.
  private static func yanai(_ a: Double, _ b: Double) -> @Sendable (Tensor) -> Tensor {
    let (gammaA, gammaB) = ((1 + a * a).squareRoot() - a, (1 + b * b).squareRoot() - b)
    return { x in
      gammaA * sqrt(square(1 - x) + b * b) + gammaB * sqrt(square(x) + a * a)
    }
  }

  private static let tables: [Table] = [
    Table(
      description: "I", armijo: 1e-3, curvature: 0.1,
      rows: [Row(1e-3, 6, 1.4), Row(1e-1, 3, 1.4), Row(10, 1, 10), Row(1e3, 4, 37)]
    ) { -$0 / (square($0) + 2) },
    Table(
      description: "II", armijo: 0.1, curvature: 0.1,
      rows: [Row(1e-3, 12, 1.6), Row(1e-1, 8, 1.6), Row(10, 8, 1.6), Row(1e3, 11, 1.6)]
    ) { pow($0 + 0.004, 5) - 2 * pow($0 + 0.004, 4) },
    Table(
      description: "III", armijo: 0.1, curvature: 0.1,
      rows: [Row(1e-3, 12, 1), Row(1e-1, 12, 1), Row(10, 10, 1), Row(1e3, 13, 1)]
    ) { x in
      let (beta, waves) = (0.01, 39.0)
      let middle = 0.5 * (square(x - 1) / beta + beta)
      let kink = select(abs(x - 1) .<= beta, middle, abs(x - 1))
      return kink + 2 * (1 - beta) / (waves * .pi) * sin(waves * .pi / 2 * x)
    },
    Table(
      description: "IV", armijo: 1e-3, curvature: 1e-3,
      rows: [Row(1e-3, 4, 0.08), Row(1e-1, 1, 0.10), Row(10, 3, 0.35), Row(1e3, 4, 0.83)],
      function: yanai(1e-3, 1e-3)),
    Table(
      description: "V", armijo: 1e-3, curvature: 1e-3,
      rows: [Row(1e-3, 6, 0.075), Row(1e-1, 3, 0.078), Row(10, 7, 0.073), Row(1e3, 8, 0.076)],
      function: yanai(0.01, 1e-3)),
    Table(
      description: "VI", armijo: 1e-3, curvature: 1e-3,
      rows: [Row(1e-3, 13, 0.93), Row(1e-1, 11, 0.93), Row(10, 8, 0.92), Row(1e3, 11, 0.92)],
      function: yanai(1e-3, 0.01)),
  ]

  @Test(arguments: tables)
  func `the functions of the paper take as many trials as its tables say`(table: Table) throws {
    for row in table.rows {
      var oracle = Oracle(
        Objective(of: VariableLayout([("x", [])])) { table.function($0.x) })
      let start = Iterate(at: NDArray([0.0]), step: 0, learningRate: 1, &oracle)
      var line = Line(from: start, along: [1])
      let conditions = WolfeConditions(
        armijo: table.armijo, curvature: table.curvature, approximate: nil)
      let search = MoreThuente(conditions: conditions, trials: 60)
      let trial = try #require(search.search(&line, from: row.guess, &oracle))
      #expect(oracle.evaluations.value - 1 == row.trials, "from \(row.guess)")
      // The tables have two digits.
      #expect(abs(trial.length / row.length - 1) < 0.07, "from \(row.guess): \(trial.length)")
      #expect(conditions.decreases(trial, on: line) && conditions.isFlat(trial, on: line))
    }
  }
}
