import DescentCore
import DescentOptimizers
import DescentProblems
import Testing

@Suite struct MoreGarbowHillstromTests {
  static let problems = MoreGarbowHillstrom.all

  @Test func `there are 35, each with its number and a name of its own`() {
    #expect(Self.problems.compactMap(\.number) == Array(1...35))
    #expect(Set(Self.problems.map(\.name)).count == 35)
    #expect(Self.problems.allSatisfy { !$0.minima.isEmpty })
    #expect(MoreGarbowHillstrom.named("wood")?.number == 14)
  }

  @Test(arguments: Facts.all)
  func `dimensions and values are those of the paper's formulas`(facts: Facts) {
    let problem = Self.problems[facts.number - 1]
    #expect(problem.dimension == facts.dimension && problem.residualCount == facts.residuals)
    expectClose(value(of: problem, at: problem.start), facts.atStart)
    expectClose(value(of: problem, at: Self.elsewhere(problem)), facts.elsewhere)
  }

  /// Not where residuals are about to vanish, as they are at some starts.
  private static func elsewhere(_ problem: TestProblem) -> [Double] {
    problem.start.enumerated().map { 0.9 * $1 + 0.1 * Double($0 + 1) }
  }

  @Test(arguments: problems)
  func `the cost of the residuals is half the value`(problem: TestProblem) {
    var oracle = Oracle(problem.leastSquares(threads: 1))
    let start = NDArray(problem.start)
    let residuals = oracle.residuals(at: start)
    #expect(residuals.count == problem.residualCount)
    expectClose(residuals.reduce(0) { $0 + $1 * $1 }, value(of: problem, at: problem.start))
    expectClose(2 * oracle.value(at: start), value(of: problem, at: problem.start))
  }

  @Test(arguments: problems)
  func `derivatives agree with differences`(problem: TestProblem) {
    let objective = problem.objective(threads: 1)
    let point = NDArray(Self.elsewhere(problem))
    let report = checkDerivatives(of: { objective($0) }, at: point, limit: 12)
    #expect(report.isCorrect, "\(problem): \(report)")
  }

  @Test(arguments: problems + more)
  func `known minima have their value, and none is lower beside them`(problem: TestProblem) {
    for minimum in problem.minima {
      guard let point = minimum.point else { continue }
      let value = value(of: problem, at: point)
      #expect(abs(value - minimum.value) <= 1e-10 * minimum.value + 1e-18, "\(problem): \(value)")
      for k in point.indices {
        for step in [-1e-3, 1e-3] {
          var beside = point
          beside[k] += step * max(abs(point[k]), 1e-2)
          let other = DescentProblemsTests.value(of: problem, at: beside)
          #expect(other >= value, "\(problem): \(other) at \(beside)")
        }
      }
    }
  }

  /// Other dimensions with known minima.
  static let more = [
    MoreGarbowHillstrom.watson(9), MoreGarbowHillstrom.watson(12), MoreGarbowHillstrom.penalty1(4),
    MoreGarbowHillstrom.penalty2(4), MoreGarbowHillstrom.chebyquad(9),
    MoreGarbowHillstrom.chebyquad(10), .chainedRosenbrock(10), .chainedWood(8),
    .chainedPowellSingular(8), .extendedWood(8),
  ]

  /// The six digits that the paper prints.
  @Test(arguments: [
    (2, 48.9842), (6, 124.362), (8, 8.21487e-3), (8, 17.4286), (9, 1.12793e-8), (10, 87.9458),
    (15, 3.07505e-4), (15, 1.02734e-3), (16, 85822.2), (17, 5.46489e-5), (18, 5.65565e-3),
    (19, 4.01377e-2), (20, 2.28767e-3), (23, 7.08765e-5), (24, 2.93660e-4), (26, 2.79506e-5),
    (27, 1), (32, 10), (33, 4.634146), (34, 6.135135), (35, 3.51687e-3),
  ])
  func `minima are the paper's`(number: Int, printed: Double) {
    let values = Self.problems[number - 1].minima.map(\.value)
    #expect(values.contains { abs($0 - printed) <= 6e-6 * printed }, "\(values)")
  }

  @Test func `the minima at infinity are approached`() {
    let bard = value(of: MoreGarbowHillstrom.bard, at: [0.8406666666666667, -1e9, -1e9])
    #expect(abs(bard - 17.428693333333333) < 1e-6)
    let t = 1e9
    let far = [t, -14.07588369, -45.25719301 * t, -28.23149736 * t]
    let kowalik = value(of: MoreGarbowHillstrom.kowalikOsborne, at: far)
    #expect(abs(kowalik - 1.0273430486954578e-3) < 1e-9)
  }

  @Test func `Gulf and Box are 0 where the paper says`() {
    #expect(value(of: MoreGarbowHillstrom.gulf(20), at: [50, 25, 1.5]) < 1e-25)
    #expect(value(of: MoreGarbowHillstrom.box(), at: [2.5, 2.5, 0]) == 0)
  }

  @Test(arguments: [
    (1.0, 0.0, 0.0), (1, 2, 0.17620819117478337), (-1, 2, 0.3237918088252166),
    (-2, -1, 0.5737918088252166), (1, -2, -0.17620819117478337), (0, 1, 0.25),
    (-1, -2, 0.6762081911747834),
  ])
  func `the angle of the helical valley is in turns`(x: Double, y: Double, turns: Double) {
    let radius = (x * x + y * y).squareRoot()
    let found = value(of: MoreGarbowHillstrom.helicalValley, at: [x, y, 0])
    let expected = 1e4 * turns * turns + 100 * (radius - 1) * (radius - 1)
    #expect(abs(found - expected) <= 1e-12 * expected)
  }

  @Test func `starts can be farther away, those at 0 too`() {
    #expect(MoreGarbowHillstrom.wood.start(times: 10) == [-30, -10, -30, -10])
    #expect(MoreGarbowHillstrom.watson(3).start(times: 1) == [0, 0, 0])
    #expect(MoreGarbowHillstrom.watson(3).start(times: 100) == [100, 100, 100])
  }
}
