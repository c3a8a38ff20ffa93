import DescentCore

extension MoreGarbowHillstrom {
  /// 32. Linear function of full rank.
  ///
  ///     xᵢ − 2/m·Σⱼ xⱼ − 1,  i = 1, …, n
  ///     −2/m·Σⱼ xⱼ − 1,  i = n + 1, …, m
  ///
  /// - Precondition: m ≥ n.
  public static func linearFullRank(_ n: Int = 10, residuals m: Int = 20) -> TestProblem {
    require(m >= n, "linear-full-rank: \(m) residuals are too few for \(n) variables")
    return problem(
      32, "linear-full-rank", from: repeated([1], count: n), residuals: m,
      minima: [Minimum(Double(m - n), at: repeated([-1], count: n))]
    ) { x in
      let mean = 2 / Double(m) * x.sum()
      return [x - mean - 1] + (m == n ? [] : [-mean.broadcast(to: [m - n]) - 1])
    }
  }

  /// 33. Linear function of rank 1.
  ///
  ///     i·Σⱼ j·xⱼ − 1
  ///
  /// - Precondition: m ≥ n.
  public static func linearRankOne(_ n: Int = 10, residuals m: Int = 20) -> TestProblem {
    require(m >= n, "linear-rank-1: \(m) residuals are too few for \(n) variables")
    let least = Double(m * (m - 1)) / Double(2 * (2 * m + 1))
    return problem(
      33, "linear-rank-1", from: repeated([1], count: n), residuals: m, minima: [Minimum(least)]
    ) { x in
      let sum = (.vector(numbers(1, through: n)) * x).sum()
      return [.vector(numbers(1, through: m)) * sum - 1]
    }
  }

  /// 34. Linear function of rank 1 with columns and rows of zeros.
  ///
  ///     (i − 1)·Σⱼ j·xⱼ − 1,  j = 2, …, n − 1,  i = 2, …, m − 1
  ///     −1 for i = 1 and i = m
  ///
  /// - Precondition: m ≥ n ≥ 3.
  public static func linearRankOneWithZeros(_ n: Int = 10, residuals m: Int = 20) -> TestProblem {
    require(m >= n && n >= 3, "linear-rank-1-zeros: \(m) residuals, \(n) variables")
    let least = Double(m * m + 3 * m - 6) / Double(2 * (2 * m - 3))
    return problem(
      34, "linear-rank-1-zeros", from: repeated([1], count: n), residuals: m,
      minima: [Minimum(least)]
    ) { x in
      let columns = Tensor.vector([0] + numbers(2, through: n - 1) + [0])
      let rows = Tensor.vector([0] + numbers(1, through: m - 2) + [0])
      return [rows * (columns * x).sum() - 1]
    }
  }

  /// 35. Chebyquad: nodes for integrals over [0, 1] with equal weights.
  ///
  ///     1/n·Σⱼ Tᵢ(xⱼ) − ∫₀¹ Tᵢ,  Tᵢ the Chebyshev polynomials moved to [0, 1],  i = 1, …, n
  ///
  /// It is 0 for n below 8 and n = 9.
  public static func chebyquad(_ n: Int = 8) -> TestProblem {
    problem(
      35, "chebyquad", from: numbers(1, through: n).map { $0 / Double(n + 1) }, residuals: n,
      minima: chebyquadMinima(n)
    ) { x in
      let argument = 2 * x - 1
      var (previous, present) = (Tensor.ones(like: x), argument)
      return (1...n).map { i in
        let integral = i % 2 == 0 ? -1 / Double(i * i - 1) : 0
        defer { (previous, present) = (present, 2 * argument * present - previous) }
        return present.mean() - integral
      }
    }
  }

  private static func chebyquadMinima(_ n: Int) -> [Minimum] {
    switch n {
    case ...7: return [Minimum(0)]
    case 8:
      let half = [0.043152760151016631, 0.19309084038418612, 0.26632870689027293, 0.5]
      return [Minimum(3.5168737256779317e-3, at: half + half.reversed().map { 1 - $0 })]
    case 9:
      let half = [0.044205346135782763, 0.19949067230988096, 0.23561910847106, 0.41604690789259803]
      return [Minimum(0, at: half + [0.5] + half.reversed().map { 1 - $0 })]
    case 10:
      let half = [
        0.059619900535812704, 0.16670828183586141, 0.23917065894260849, 0.39888429230604449,
        0.39888429230604449,
      ]
      return [Minimum(6.5039548008823061e-3, at: half + half.reversed().map { 1 - $0 })]
    default: return []
    }
  }
}
