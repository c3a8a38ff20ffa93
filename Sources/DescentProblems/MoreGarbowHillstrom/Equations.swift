import DescentCore
import Foundation

extension MoreGarbowHillstrom {
  /// 27. Brown's almost linear function.
  ///
  ///     xᵢ + Σⱼ xⱼ − (n + 1),  i = 1, …, n − 1
  ///     Πⱼ xⱼ − 1
  ///
  /// Zeros are (α, …, α, α¹⁻ⁿ) with n·αⁿ − (n + 1)·αⁿ⁻¹ + 1 = 0, of which one is α = 1.
  ///
  /// - Precondition: n ≥ 2.
  public static func brownAlmostLinear(_ n: Int = 10) -> TestProblem {
    require(n >= 2, "brown-almost-linear: expected 2 variables or more, got \(n)")
    var minima = [
      Minimum(0, at: repeated([1], count: n)),
      Minimum(1, at: repeated([0], count: n - 1) + [Double(n + 1)]),
    ]
    if n == 10 {
      let x = repeated([0.97943030334986245], count: 9) + [1.2056969665013755]
      minima.append(Minimum(0, at: x))
    }
    return problem(
      27, "brown-almost-linear", from: repeated([0.5], count: n), residuals: n, minima: minima
    ) { x in
      [x.slice(0..<n - 1) + x.sum() - Double(n + 1), x.product() - 1]
    }
  }

  /// 28. Discrete boundary value: y″ = ½(y + t + 1)³, y(0) = y(1) = 0.
  ///
  ///     2xᵢ − xᵢ₋₁ − xᵢ₊₁ + h²(xᵢ + tᵢ + 1)³/2,  tᵢ = ih,  h = 1/(n + 1)
  public static func discreteBoundaryValue(_ n: Int = 10) -> TestProblem {
    let h = 1 / Double(n + 1)
    return problem(
      28, "discrete-boundary-value", from: boundaryStart(n), residuals: n, minima: [Minimum(0)]
    ) { x in
      let t = Tensor.vector(numbers(1, through: n).map { $0 * h })
      let neighbors = x.shifted(by: 1) + x.shifted(by: -1)
      return [2 * x - neighbors + h * h * pow(x + t + 1, 3) / 2]
    }
  }

  /// 29. Discrete integral equation, for the same y.
  ///
  ///     xᵢ + h/2·((1 − tᵢ)·Σ_{j ≤ i} tⱼ(xⱼ + tⱼ + 1)³ + tᵢ·Σ_{j > i} (1 − tⱼ)(xⱼ + tⱼ + 1)³)
  public static func discreteIntegralEquation(_ n: Int = 10) -> TestProblem {
    let h = 1 / Double(n + 1)
    return problem(
      29, "discrete-integral-equation", from: boundaryStart(n), residuals: n, minima: [Minimum(0)]
    ) { x in
      let t = Tensor.vector(numbers(1, through: n).map { $0 * h })
      let cubes = pow(x + t + 1, 3)
      let early = (t * cubes).cumulativeSum()
      let late = (1 - t) * cubes
      let later = late.sum() - late.cumulativeSum()
      return [x + h / 2 * ((1 - t) * early + t * later)]
    }
  }

  private static func boundaryStart(_ n: Int) -> [Double] {
    numbers(1, through: n).map { $0 / Double(n + 1) }.map { $0 * ($0 - 1) }
  }

  /// 30. Broyden tridiagonal.
  ///
  ///     (3 − 2xᵢ)xᵢ − xᵢ₋₁ − 2xᵢ₊₁ + 1,  x₀ = xₙ₊₁ = 0
  ///
  /// - Precondition: n ≥ 3.
  public static func broydenTridiagonal(_ n: Int = 10) -> TestProblem {
    require(n >= 3, "broyden-tridiagonal: expected 3 variables or more, got \(n)")
    return problem(
      30, "broyden-tridiagonal", from: repeated([-1], count: n), residuals: n,
      minima: [Minimum(0)]
    ) { x in
      // The ends apart, which costs less than zeros around a long vector.
      let (first, last) = (x.slice(0..<1), x.slice(n - 1..<n))
      let inner = x.slice(1..<n - 1)
      return [
        (3 - 2 * first) * first - 2 * x.slice(1..<2) + 1,
        (3 - 2 * inner) * inner - x.slice(0..<n - 2) - 2 * x.slice(2..<n) + 1,
        (3 - 2 * last) * last - x.slice(n - 2..<n - 1) + 1,
      ]
    }
  }

  /// 31. Broyden banded.
  ///
  ///     xᵢ(2 + 5xᵢ²) + 1 − Σⱼ xⱼ(1 + xⱼ),  j ≠ i from i − 5 to i + 1
  public static func broydenBanded(_ n: Int = 10) -> TestProblem {
    problem(
      31, "broyden-banded", from: repeated([-1], count: n), residuals: n, minima: [Minimum(0)]
    ) { x in
      let band = x * (1 + x)
      let sum = (1...5).reduce(band.shifted(by: -1)) { $0 + band.shifted(by: $1) }
      return [x * (2 + 5 * square(x)) + 1 - sum]
    }
  }
}
