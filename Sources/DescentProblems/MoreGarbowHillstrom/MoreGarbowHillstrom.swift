import DescentCore

/// The 35 test problems of Moré, Garbow & Hillstrom 1981, "Testing unconstrained optimization
/// software", ACM TOMS 7(1) 17-41.
///
///     f(x) = Σᵢ rᵢ(x)²
///
/// Starts, dimensions and six digits of the minima are the paper's; further digits of minima and
/// minimizers were computed from its formulas in arithmetic of 60 digits. Where dimensions can be
/// chosen, problems are functions of them whose defaults are among those that the paper's tests or
/// Algorithm 566 use. The paper's formula 11 has a misprint, which its authors' program has not.
public enum MoreGarbowHillstrom {
  static let source = "Moré, Garbow & Hillstrom 1981, ACM TOMS 7(1) 17-41"

  /// All 35 in their order, at their default dimensions.
  public static var all: [TestProblem] {
    [
      rosenbrock, freudensteinRoth, powellBadlyScaled, brownBadlyScaled, beale,
      jennrichSampson(), helicalValley, bard, gaussian, meyer, gulf(), box(), powellSingular, wood,
      kowalikOsborne, brownDennis(), osborne1, biggs(), osborne2, watson(), extendedRosenbrock(),
      extendedPowellSingular(), penalty1(), penalty2(), variablyDimensioned(), trigonometric(),
      brownAlmostLinear(), discreteBoundaryValue(), discreteIntegralEquation(),
      broydenTridiagonal(), broydenBanded(), linearFullRank(), linearRankOne(),
      linearRankOneWithZeros(), chebyquad(),
    ]
  }

  /// The problem of this name.
  public static func named(_ name: String) -> TestProblem? { all.first { $0.name == name } }

  static func problem(
    _ number: Int, _ name: String, from start: [Double], residuals m: Int, minima: [Minimum],
    _ residuals: @escaping @Sendable (Tensor) -> [Tensor]
  ) -> TestProblem {
    TestProblem(
      name, number: number, from: start, residuals: m, minima: minima,
      source: "\(source), problem \(number)", residuals)
  }
}
