import DescentCore
import DescentOptimizers
import DescentProblems
import Testing

@Suite struct HockSchittkowskiTests {
  @Test(arguments: HockSchittkowski.all)
  func `known minimizers are feasible and have the value`(problem: TestProblem) throws {
    let minimum = try #require(problem.minima.first)
    let point = try #require(minimum.point)
    #expect(problem.violation(at: point) < 1e-14)
    expectClose(value(of: problem, at: point), minimum.value, relative: 1e-14)
    #expect(problem.isMinimum(value(of: problem, at: point)))
  }

  /// Beyond the multipliers of the conditions, 1 to 3 here, their violation costs more than it gains.
  @Test(arguments: HockSchittkowski.all)
  func `no point beside a minimizer is better by more than it misses`(problem: TestProblem) throws {
    let point = try #require(problem.minima.first?.point)
    let least = value(of: problem, at: point)
    var random = RandomSource(seed: 5)
    for _ in 0..<300 {
      let beside = point.map { $0 + 1e-2 * (2 * random.uniform() - 1) }
      let penalized = value(of: problem, at: beside) + 10 * problem.violation(at: beside)
      #expect(penalized >= least - 1e-13, "\(problem) at \(beside)")
    }
  }

  @Test func `a violation is by how much the worst condition is missed`() {
    #expect(HockSchittkowski.hs28.violation(at: [1, 1, 1]) == 5)
    #expect(HockSchittkowski.hs28.violation(at: [0, 0, 0]) == 1)
    #expect(HockSchittkowski.hs35.violation(at: [-0.25, 0, 0]) == 0.25)
    #expect(HockSchittkowski.hs35.violation(at: [1, 1, 1]) == 1)
    #expect(HockSchittkowski.hs71.violation(at: [1, 5, 5, 1]) == 12)
    #expect(HockSchittkowski.hs71.violation(at: [1, 1, 1, 1]) == 36)
    #expect(HockSchittkowski.rosenbrockInDisk.violation(at: [0, 0]) == 0)
  }

  @Test func `objectives have bounds and conditions`() {
    let objective = HockSchittkowski.hs71.objective()
    #expect(objective.bounds == Bounds(lower: [1, 1, 1, 1], upper: [5, 5, 5, 5]))
    #expect(objective.constraints.map(\.kind) == [.inequality, .equality])
    #expect(objective.constraints.map(\.name) == HockSchittkowski.hs71.conditions.map(\.name))
  }

  @Test(arguments: HockSchittkowski.all)
  func `derivatives agree with differences`(problem: TestProblem) {
    let objective = problem.objective(threads: 1)
    let report = checkDerivatives(of: { objective($0) }, at: NDArray(problem.start))
    #expect(report.isCorrect, "\(report)")
  }
}
