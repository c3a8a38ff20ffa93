import DescentCore
import DescentOptimizers
import DescentProblems
import Foundation
import Testing

@Suite struct ProblemFamilyTests {
  /// A point without symmetries.
  static let point = (0..<12).map { (k: Int) -> Double in
    let wave = Double(k * k % 7)
    return 0.3 + 0.17 * wave - 0.05 * Double(k)
  }

  @Test(arguments: ProblemFamily.allCases)
  func `values are sums of squares, term by term`(family: ProblemFamily) {
    let problem = family.problem(12)
    for x in [Self.point, problem.start] {
      // Trigonometric residuals are small differences at the start.
      expectClose(value(of: problem, at: x), Self.sum(family, x), relative: 1e-12)
    }
    #expect(problem.name == family.rawValue && problem.dimension == 12)
  }

  @Test(arguments: ProblemFamily.allCases)
  func `derivatives agree with differences`(family: ProblemFamily) {
    let objective = family.problem(12).objective(threads: 1)
    let report = checkDerivatives(of: { objective($0) }, at: NDArray(Self.point))
    #expect(report.isCorrect, "\(report)")
  }

  @Test(arguments: ProblemFamily.allCases)
  func `there are as many residuals as said`(family: ProblemFamily) {
    let problem = family.problem(12)
    var oracle = Oracle(problem.leastSquares(threads: 1))
    #expect(oracle.residuals(at: NDArray(problem.start)).count == problem.residualCount)
  }

  /// Long vectors are traced by slices: no loop grows with n.
  @Test(arguments: ProblemFamily.allCases)
  func `a gradient of a hundred thousand variables has a handful of operations`(
    family: ProblemFamily
  ) {
    let objective = family.problem(100_000).objective(threads: 1)
    let program = Program(.init([100_000])) { x in
      let (value, gradient) = objective.valueAndGradient(at: x)
      return [value, gradient]
    }
    #expect("\(program)".count < 20_000)
  }

  private static func sum(_ family: ProblemFamily, _ x: [Double]) -> Double {
    let n = x.count
    let pairs = stride(from: 0, to: n, by: 2)
    let blocks = stride(from: 0, to: n, by: 4)
    let chain = stride(from: 0, to: n - 3, by: 2)
    switch family {
    case .extendedRosenbrock: return pairs.reduce(0) { $0 + rosenbrock(x[$1], x[$1 + 1]) }
    case .extendedPowellSingular: return blocks.reduce(0) { $0 + powell(x[$1..<$1 + 4]) }
    case .extendedWood: return blocks.reduce(0) { $0 + wood(x[$1..<$1 + 4]) }
    case .chainedRosenbrock: return (0..<n - 1).reduce(0) { $0 + rosenbrock(x[$1], x[$1 + 1]) }
    case .chainedPowellSingular: return chain.reduce(0) { $0 + powell(x[$1..<$1 + 4]) }
    case .chainedWood: return chain.reduce(0) { $0 + wood(x[$1..<$1 + 4]) }
    case .broydenTridiagonal:
      return (0..<n).reduce(0) { sum, i in
        let (before, after) = (i > 0 ? x[i - 1] : 0, i < n - 1 ? x[i + 1] : 0)
        let r = (3 - 2 * x[i]) * x[i] - before - 2 * after + 1
        return sum + r * r
      }
    case .trigonometric:
      return (0..<n).reduce(0) { sum, i in
        var r = Double(n) - Foundation.sin(x[i]) + Double(i + 1) * (1 - Foundation.cos(x[i]))
        for v in x { r -= Foundation.cos(v) }
        return sum + r * r
      }
    case .variablyDimensioned:
      let s = (0..<n).reduce(0) { $0 + Double($1 + 1) * (x[$1] - 1) }
      return x.reduce(s * s + s * s * s * s) { $0 + ($1 - 1) * ($1 - 1) }
    }
  }

  private static func rosenbrock(_ a: Double, _ b: Double) -> Double {
    100 * (b - a * a) * (b - a * a) + (1 - a) * (1 - a)
  }

  private static func powell(_ slice: ArraySlice<Double>) -> Double {
    let x = Array(slice)
    let (a, b, c, d) = (x[0] + 10 * x[1], x[2] - x[3], x[1] - 2 * x[2], x[0] - x[3])
    return a * a + 5 * b * b + c * c * c * c + 10 * d * d * d * d
  }

  private static func wood(_ slice: ArraySlice<Double>) -> Double {
    let x = Array(slice)
    let (sum, difference) = (x[1] + x[3] - 2, x[1] - x[3])
    let second = 90 * (x[3] - x[2] * x[2]) * (x[3] - x[2] * x[2]) + (1 - x[2]) * (1 - x[2])
    return rosenbrock(x[0], x[1]) + second + 10 * sum * sum + 0.1 * difference * difference
  }
}
