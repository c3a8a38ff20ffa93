import DescentCore

extension MoreGarbowHillstrom {
  /// 13. Powell's singular function: the Hessian at the minimum has rank 2.
  ///
  ///     x₁ + 10x₂, √5(x₃ − x₄), (x₂ − 2x₃)², √10(x₁ − x₄)²
  public static let powellSingular = problem(
    13, "powell-singular", from: [3, -1, 0, 1], residuals: 4,
    minima: [Minimum(0, at: [0, 0, 0, 0])]
  ) { powellTerms($0.columns(4)) }

  /// 14. Wood, with a stationary point near (−1, 1, −1, 1).
  ///
  ///     10(x₂ − x₁²), 1 − x₁, √90(x₄ − x₃²), 1 − x₃, √10(x₂ + x₄ − 2), (x₂ − x₄)/√10
  public static let wood = problem(
    14, "wood", from: [-3, -1, -3, -1], residuals: 6, minima: [Minimum(0, at: [1, 1, 1, 1])]
  ) { woodTerms($0.columns(4)) }

  /// 15. Kowalik and Osborne: enzyme kinetics. NIST's MGH09.
  ///
  ///     yᵢ − x₁(uᵢ² + uᵢx₂)/(uᵢ² + uᵢx₃ + x₄)
  ///
  /// Its other minimum is at (∞, −14.07…, −∞, −∞).
  public static let kowalikOsborne = problem(
    15, "kowalik-osborne", from: [0.25, 0.39, 0.415, 0.39], residuals: 11,
    minima: [
      Minimum(
        3.0750560384923743e-4,
        at: [
          0.19280693457903785, 0.19128232873436696, 0.12305650692632065, 0.13606233068379484,
        ]),
      Minimum(1.0273430486954578e-3),
    ]
  ) { x in
    let y = [
      0.1957, 0.1947, 0.1735, 0.16, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246,
    ]
    let u = [4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625]
    let (t, x) = (Tensor.vector(u), x.coordinates)
    return [.vector(y) - x[0] * (square(t) + t * x[1]) / (square(t) + t * x[2] + x[3])]
  }

  /// 16. Brown and Dennis.
  ///
  ///     (x₁ + tᵢx₂ − e^tᵢ)² + (x₃ + x₄·sin tᵢ − cos tᵢ)²,  tᵢ = i/5
  public static func brownDennis(_ m: Int = 20) -> TestProblem {
    require(m >= 4, "brown-dennis: expected 4 residuals or more, got \(m)")
    let least = Minimum(
      85822.201626356345,
      at: [-11.594439904762165, 13.203630051207204, -0.40343948817685952, 0.2367787744557363])
    return problem(
      16, "brown-dennis", from: [25, 5, -5, -1], residuals: m, minima: m == 20 ? [least] : []
    ) { x in
      let (t, x) = (Tensor.vector(numbers(1, through: m)) / 5, x.coordinates)
      return [square(x[0] + t * x[1] - exp(t)) + square(x[2] + x[3] * sin(t) - cos(t))]
    }
  }

  /// The residuals of Powell's singular function.
  static func powellTerms(_ x: [Tensor]) -> [Tensor] {
    [
      x[0] + 10 * x[1], 5.0.squareRoot() * (x[2] - x[3]), square(x[1] - 2 * x[2]),
      10.0.squareRoot() * square(x[0] - x[3]),
    ]
  }

  /// The residuals of Wood's function.
  static func woodTerms(_ x: [Tensor]) -> [Tensor] {
    [
      10 * (x[1] - square(x[0])), 1 - x[0], 90.0.squareRoot() * (x[3] - square(x[2])), 1 - x[2],
      10.0.squareRoot() * (x[1] + x[3] - 2), (x[1] - x[3]) / 10.0.squareRoot(),
    ]
  }
}
