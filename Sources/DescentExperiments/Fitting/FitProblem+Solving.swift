public import DescentCore
public import DescentOptimizers
import Foundation

extension FitProblem {
  /// Estimates the parameters.
  ///
  /// - Parameter solver: How the search goes; nil for Levenberg–Marquardt where residuals are
  ///   minimized, else Newton's method.
  /// - Parameter tries: From how many starts the search is made: that of the problem, and others
  ///   scattered around it by `seed`. The lowest end counts.
  /// - Throws: Where value or gradient at the start are not finite.
  public func solve(
    using solver: (any Solver)? = nil, stopping: StoppingRule = StoppingRule(steps: 1000),
    tries: Int = 1, seed: UInt64 = 0, shouldStop: () -> Bool = { false },
    onStep: (Iterate) -> Void = { _ in }
  ) throws(DescentError) -> FitSolution {
    var stopping = stopping
    // The cost has the units of the response squared: no gradient is small by itself.
    if stopping.gradientTolerance == nil { stopping.gradientTolerance = .leastNormalMagnitude }
    let solver = solver ?? usualSolver
    var best = try minimize(
      objective, from: start, using: solver, stopping: stopping, shouldStop: shouldStop,
      onStep: onStep)
    for other in otherStarts(tries - 1, seed: seed) where !shouldStop() {
      guard
        let next = try? minimize(
          objective, from: other, using: solver, stopping: stopping, shouldStop: shouldStop)
      else { continue }
      if next.value < best.value || !best.value.isFinite { best = next }
    }
    return try solution(best)
  }

  /// The method where none is named.
  public var usualSolver: any Solver {
    objective.residuals != nil ? LevenbergMarquardt() : Newton()
  }

  /// Starts of the same signs, each number of the first times a power of 10 from 1/10 to 10, or
  /// anywhere between its bounds if it has both.
  private func otherStarts(_ count: Int, seed: UInt64) -> [Point] {
    var random = RandomSource(seed: seed)
    let x = start.vector(.float64).doubles
    return (0..<max(count, 0)).map { _ in
      let point = x.indices.map { k -> Double in
        let u = random.uniform()
        let (low, high) = (
          objective.bounds?.lower[k] ?? -.infinity, objective.bounds?.upper[k] ?? .infinity
        )
        if (high - low).isFinite { return low + u * (high - low) }
        let scattered = x[k] == 0 ? 2 * u - 1 : x[k] * pow(10, 2 * u - 1)
        return min(max(scattered, low), high)
      }
      return Point(NDArray(point), in: start.layout)
    }
  }
}
