import DescentCore

extension MoreGarbowHillstrom {
  /// 1. Rosenbrock's banana-shaped valley.
  ///
  ///     10(x₂ − x₁²), 1 − x₁
  public static let rosenbrock = problem(
    1, "rosenbrock", from: [-1.2, 1], residuals: 2, minima: [Minimum(0, at: [1, 1])]
  ) { x in
    let x = x.coordinates
    return [10 * (x[1] - square(x[0])), 1 - x[0]]
  }

  /// 2. Freudenstein and Roth: most searches end in the local minimum.
  ///
  ///     −13 + x₁ + ((5 − x₂)x₂ − 2)x₂, −29 + x₁ + ((x₂ + 1)x₂ − 14)x₂
  public static let freudensteinRoth = problem(
    2, "freudenstein-roth", from: [0.5, -2], residuals: 2,
    minima: [
      Minimum(0, at: [5, 4]),
      Minimum(48.984253679240021, at: [11.412778986902094, -0.89680525327447652]),
    ]
  ) { x in
    let x = x.coordinates
    return [
      -13 + x[0] + ((5 - x[1]) * x[1] - 2) * x[1], -29 + x[0] + ((x[1] + 1) * x[1] - 14) * x[1],
    ]
  }

  /// 3. Powell's badly scaled function.
  ///
  ///     10⁴x₁x₂ − 1, e^(−x₁) + e^(−x₂) − 1.0001
  public static let powellBadlyScaled = problem(
    3, "powell-badly-scaled", from: [0, 1], residuals: 2,
    minima: [Minimum(0, at: [1.0981593296998175e-5, 9.106146739866524])]
  ) { x in
    let x = x.coordinates
    return [1e4 * x[0] * x[1] - 1, exp(-x[0]) + exp(-x[1]) - 1.0001]
  }

  /// 4. Brown's badly scaled function.
  ///
  ///     x₁ − 10⁶, x₂ − 2·10⁻⁶, x₁x₂ − 2
  public static let brownBadlyScaled = problem(
    4, "brown-badly-scaled", from: [1, 1], residuals: 3, minima: [Minimum(0, at: [1e6, 2e-6])]
  ) { x in
    let x = x.coordinates
    return [x[0] - 1e6, x[1] - 2e-6, x[0] * x[1] - 2]
  }

  /// 5. Beale.
  ///
  ///     yᵢ − x₁(1 − x₂ⁱ), y = 1.5, 2.25, 2.625
  public static let beale = problem(
    5, "beale", from: [1, 1], residuals: 3, minima: [Minimum(0, at: [3, 0.5])]
  ) { x in
    let x = x.coordinates
    return [1.5, 2.25, 2.625].enumerated().map { $1 - x[0] * (1 - pow(x[1], $0 + 1)) }
  }

  /// 6. Jennrich and Sampson.
  ///
  ///     2 + 2i − (e^(i·x₁) + e^(i·x₂)), i = 1, …, m
  public static func jennrichSampson(_ m: Int = 10) -> TestProblem {
    require(m >= 2, "jennrich-sampson: expected 2 residuals or more, got \(m)")
    let least = Minimum(124.36218235561485, at: [0.25782521367036408, 0.25782521367036408])
    return problem(
      6, "jennrich-sampson", from: [0.3, 0.4], residuals: m, minima: m == 10 ? [least] : []
    ) { x in
      let (i, x) = (Tensor.vector(numbers(1, through: m)), x.coordinates)
      return [2 + 2 * i - (exp(i * x[0]) + exp(i * x[1]))]
    }
  }
}
