import DescentCore

extension MoreGarbowHillstrom {
  /// 21. Extended Rosenbrock: n/2 problems of two variables.
  ///
  ///     10(x₂ᵢ − x₂ᵢ₋₁²), 1 − x₂ᵢ₋₁
  ///
  /// - Precondition: n is even.
  public static func extendedRosenbrock(_ n: Int = 10) -> TestProblem {
    require(n >= 2 && n % 2 == 0, "extended-rosenbrock: expected an even number, got \(n)")
    return problem(
      21, "extended-rosenbrock", from: repeated([-1.2, 1], count: n), residuals: n,
      minima: [Minimum(0, at: repeated([1], count: n))]
    ) { x in
      let x = x.columns(2)
      return [10 * (x[1] - square(x[0])), 1 - x[0]]
    }
  }

  /// 22. Extended Powell singular: n/4 problems of four variables.
  ///
  /// - Precondition: 4 divides n.
  public static func extendedPowellSingular(_ n: Int = 12) -> TestProblem {
    require(n >= 4 && n % 4 == 0, "extended-powell-singular: 4 does not divide \(n)")
    return problem(
      22, "extended-powell-singular", from: repeated([3, -1, 0, 1], count: n), residuals: n,
      minima: [Minimum(0, at: repeated([0], count: n))]
    ) { powellTerms($0.columns(4)) }
  }

  /// 25. Variably dimensioned.
  ///
  ///     xᵢ − 1, s, s²  where s = Σⱼ j(xⱼ − 1)
  public static func variablyDimensioned(_ n: Int = 10) -> TestProblem {
    problem(
      25, "variably-dimensioned", from: (1...n).map { 1 - Double($0) / Double(n) },
      residuals: n + 2, minima: [Minimum(0, at: repeated([1], count: n))]
    ) { x in
      let sum = (.vector(numbers(1, through: n)) * (x - 1)).sum()
      return [x - 1, sum, square(sum)]
    }
  }

  /// 26. Trigonometric.
  ///
  ///     n − Σⱼ cos xⱼ + i(1 − cos xᵢ) − sin xᵢ
  ///
  /// It is 0 at x = 0 and elsewhere; of its many other minima for n = 10 the value of the one
  /// that most methods find from the start is known.
  public static func trigonometric(_ n: Int = 10) -> TestProblem {
    let zero = Minimum(0, at: repeated([0], count: n))
    return problem(
      26, "trigonometric", from: repeated([1 / Double(n)], count: n), residuals: n,
      minima: n == 10 ? [zero, trigonometricLocal] : [zero]
    ) { x in
      let (i, cosines) = (Tensor.vector(numbers(1, through: n)), cos(x))
      return [Double(n) - cosines.sum() + i * (1 - cosines) - sin(x)]
    }
  }

  private static let trigonometricLocal = Minimum(
    2.7950561218794563e-5,
    at: [
      0.055150903980691293, 0.056840616794738563, 0.058764001762695084, 0.060990608656760805,
      0.06362621369585451, 0.066843179452758789, 0.20816151856988116, 0.16436309588564774,
      0.085006895688507445, 0.091431450714707944,
    ])
}
