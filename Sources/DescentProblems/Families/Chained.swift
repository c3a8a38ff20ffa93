import DescentCore

extension TestProblem {
  /// Rosenbrock's function chained: every variable but the ends is in two valleys.
  ///
  ///     10(xᵢ₊₁ − xᵢ²), 1 − xᵢ,  i = 1, …, n − 1
  ///
  /// From n = 4 on there is a second minimum near (−1, 1, …, 1).
  ///
  /// - Precondition: n ≥ 2.
  public static func chainedRosenbrock(_ n: Int) -> TestProblem {
    require(n >= 2, "chained-rosenbrock: expected 2 variables or more, got \(n)")
    let zero = Minimum(0, at: repeated([1], count: n))
    return TestProblem(
      "chained-rosenbrock", from: repeated([-1.2, 1], count: n), residuals: 2 * n - 2,
      minima: n == 10 ? [zero, chainedRosenbrockLocal] : [zero],
      source: "Kok & Sandrock 2009, Evolutionary Computation 17(3) 437-453"
    ) { x in
      let (earlier, later) = (x.slice(0..<n - 1), x.slice(1..<n))
      return [10 * (later - square(earlier)), 1 - earlier]
    }
  }

  private static let chainedRosenbrockLocal = Minimum(
    3.9865791123471386,
    at: [
      -0.9932633728563734, 0.9966060394434437, 0.9982406113911291, 0.9989884337678335,
      0.9992261534397303, 0.9990736481634739, 0.9984541774031632, 0.9970562516635273,
      0.9941793752289657, 0.9883926301303438,
    ])

  /// Powell's singular function chained: the problems of four variables overlap by two.
  ///
  ///     xᵢ + 10xᵢ₊₁, √5(xᵢ₊₂ − xᵢ₊₃), (xᵢ₊₁ − 2xᵢ₊₂)², √10(xᵢ − xᵢ₊₃)²,  i = 1, 3, …, n − 3
  ///
  /// - Precondition: n is a multiple of 4.
  public static func chainedPowellSingular(_ n: Int) -> TestProblem {
    require(n >= 4 && n % 4 == 0, "chained-powell-singular: 4 does not divide \(n)")
    return TestProblem(
      "chained-powell-singular", from: repeated([3, -1, 0, 1], count: n), residuals: 2 * n - 4,
      minima: [Minimum(0, at: repeated([0], count: n))], source: conn
    ) { MoreGarbowHillstrom.powellTerms($0.chain) }
  }

  /// Wood's function chained: the problems of four variables overlap by two.
  ///
  ///     those of Wood of xᵢ, xᵢ₊₁, xᵢ₊₂, xᵢ₊₃,  i = 1, 3, …, n − 3
  ///
  /// - Precondition: n is a multiple of 4.
  public static func chainedWood(_ n: Int) -> TestProblem {
    require(n >= 4 && n % 4 == 0, "chained-wood: 4 does not divide \(n)")
    let start = repeated([-3, -1], count: 4) + repeated([-2, 0], count: n - 4)
    return TestProblem(
      "chained-wood", from: start, residuals: 3 * n - 6,
      minima: [Minimum(0, at: repeated([1], count: n))], source: conn
    ) { MoreGarbowHillstrom.woodTerms($0.chain) }
  }

  /// Wood's function n/4 times.
  ///
  /// - Precondition: n is a multiple of 4.
  public static func extendedWood(_ n: Int) -> TestProblem {
    require(n >= 4 && n % 4 == 0, "extended-wood: 4 does not divide \(n)")
    return TestProblem(
      "extended-wood", from: repeated([-3, -1], count: n), residuals: 3 * n / 2,
      minima: [Minimum(0, at: repeated([1], count: n))],
      source: "Moré, Garbow & Hillstrom 1981, problem 14, repeated"
    ) { MoreGarbowHillstrom.woodTerms($0.columns(4)) }
  }

  private static var conn: String {
    "Conn, Gould & Toint 1988, Mathematics of Computation 50, 399-430"
  }
}

extension Tensor {
  /// xᵢ, xᵢ₊₁, xᵢ₊₂ and xᵢ₊₃ for i = 1, 3, …, n − 3, a vector each.
  fileprivate var chain: [Tensor] {
    let (pairs, count) = (columns(2), shape[0] / 2)
    let (early, late) = (0..<count - 1, 1..<count)
    return [
      pairs[0].slice(early), pairs[1].slice(early), pairs[0].slice(late), pairs[1].slice(late),
    ]
  }
}
