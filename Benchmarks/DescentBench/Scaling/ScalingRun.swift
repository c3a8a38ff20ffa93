import Descent
import DescentProblems
import Foundation

/// What a search of many variables took.
struct ScalingRun: Codable {
  var problem: String
  var n: Int
  var solver: String
  var status: String
  var value: Double
  var gradientNorm: Double
  var solved: Bool
  var iterations: Int
  var values, gradients, hessianVectors: Int
  var seconds: Double
  /// Without the first iteration, in which programs are compiled.
  var secondsPerIteration: Double
  /// The largest the process was, in bytes, where the system tells.
  var peakMemory: Int?

  /// Searches from the standard start.
  init(_ problem: TestProblem, _ name: String, threads: Int?) throws {
    let solver = try SolverRegistry.make(name, settings: [])
    let objective = problem.objective(threads: threads)
    var times: [Double] = []
    let clock = Stopwatch()
    let found = try minimize(
      objective, from: problem.point(problem.start), using: solver,
      stopping: StoppingRule(gradientTolerance: 1e-8), onStep: { _ in times.append(clock.seconds) })
    (self.problem, n, self.solver) = (problem.name, problem.dimension, name)
    (status, value, gradientNorm) = (found.outcome.status, found.value, found.gradientNorm)
    (iterations, seconds) = (found.iterations, found.seconds)
    solved = problem.isMinimum(found.value) || found.gradientNorm < 1e-8
    let counts = found.evaluations
    (values, gradients, hessianVectors) = (counts.value, counts.gradient, counts.hessianVector)
    let span = (times.last ?? 0) - (times.dropFirst().first ?? 0)
    secondsPerIteration = times.count > 2 ? span / Double(times.count - 2) : 0
    peakMemory = Self.peakMemory
  }

  /// `VmHWM` of Linux.
  private static var peakMemory: Int? {
    let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    return status?.firstMatch(of: /VmHWM:\s+(\d+) kB/).flatMap { Int($0.output.1) }.map {
      $0 * 1024
    }
  }
}
