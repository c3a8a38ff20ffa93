import DescentCore

extension MoreGarbowHillstrom {
  /// 17. Osborne 1: two exponentials. NIST's MGH17.
  ///
  ///     yᵢ − (x₁ + x₂e^(−tᵢx₄) + x₃e^(−tᵢx₅)),  tᵢ = 10(i − 1)
  public static let osborne1 = problem(
    17, "osborne-1", from: [0.5, 1.5, -1, 0.01, 0.02], residuals: 33,
    minima: [
      Minimum(
        5.4648946974829064e-5,
        at: [
          0.37541005210695204, 1.9358469127123674, -1.4646871366134231, 0.012867534640057289,
          0.022122699661672611,
        ])
    ]
  ) { x in
    let y = [
      0.844, 0.908, 0.932, 0.936, 0.925, 0.908, 0.881, 0.85, 0.818, 0.784, 0.751, 0.718, 0.685,
      0.658, 0.628, 0.603, 0.58, 0.558, 0.538, 0.522, 0.506, 0.49, 0.478, 0.467, 0.457, 0.448,
      0.438, 0.431, 0.424, 0.42, 0.414, 0.411, 0.406,
    ]
    let (t, x) = (Tensor.vector(numbers(0, through: 32)) * 10, x.coordinates)
    return [.vector(y) - (x[0] + x[1] * exp(-t * x[3]) + x[2] * exp(-t * x[4]))]
  }

  /// 18. Biggs' EXP6.
  ///
  ///     x₃e^(−tᵢx₁) − x₄e^(−tᵢx₂) + x₆e^(−tᵢx₅) − yᵢ
  ///     yᵢ = e^(−tᵢ) − 5e^(−10tᵢ) + 3e^(−4tᵢ),  tᵢ = i/10
  ///
  /// The first and the third exponential can change places. Where they are one, m = 13, it has
  /// the stationary value 5.65565·10⁻³.
  public static func biggs(_ m: Int = 13) -> TestProblem {
    require(m >= 6, "biggs-exp6: expected 6 residuals or more, got \(m)")
    let zeros = [
      Minimum(0, at: [1, 10, 1, 5, 4, 3]), Minimum(0, at: [4, 10, 3, 5, 1, 1]),
    ]
    return problem(
      18, "biggs-exp6", from: [1, 2, 1, 1, 1, 1], residuals: m,
      minima: m == 13 ? zeros + [Minimum(5.655649925499925e-3)] : zeros
    ) { x in
      let (t, x) = (Tensor.vector(numbers(1, through: m)) / 10, x.coordinates)
      let y = exp(-t) - 5 * exp(-10 * t) + 3 * exp(-4 * t)
      return [x[2] * exp(-t * x[0]) - x[3] * exp(-t * x[1]) + x[5] * exp(-t * x[4]) - y]
    }
  }

  /// 19. Osborne 2: an exponential and three Gaussians.
  ///
  ///     yᵢ − (x₁e^(−tᵢx₅) + x₂e^(−(tᵢ − x₉)²x₆) + x₃e^(−(tᵢ − x₁₀)²x₇) + x₄e^(−(tᵢ − x₁₁)²x₈))
  ///     tᵢ = (i − 1)/10
  public static let osborne2 = problem(
    19, "osborne-2", from: [1.3, 0.65, 0.65, 0.7, 0.6, 3, 5, 7, 2, 4.5, 5.5], residuals: 65,
    minima: [
      Minimum(
        0.040137736293547738,
        at: [
          1.3099771546273005, 0.43155379460298892, 0.633661698960724, 0.5994305347859163,
          0.75418322632801128, 0.90428857985963366, 1.3658118352370285, 4.8236988172271556,
          2.3986848661317546, 4.5688745976676716, 5.6753414705806412,
        ])
    ]
  ) { x in
    let y = [
      1.366, 1.191, 1.112, 1.013, 0.991, 0.885, 0.831, 0.847, 0.786, 0.725, 0.746, 0.679, 0.608,
      0.655, 0.616, 0.606, 0.602, 0.626, 0.651, 0.724, 0.649, 0.649, 0.694, 0.644, 0.624, 0.661,
      0.612, 0.558, 0.533, 0.495, 0.5, 0.423, 0.395, 0.375, 0.372, 0.391, 0.396, 0.405, 0.428,
      0.429, 0.523, 0.562, 0.607, 0.653, 0.672, 0.708, 0.633, 0.668, 0.645, 0.632, 0.591, 0.559,
      0.597, 0.625, 0.739, 0.71, 0.729, 0.72, 0.636, 0.581, 0.428, 0.292, 0.162, 0.098, 0.054,
    ]
    let (t, x) = (Tensor.vector(numbers(0, through: 64)) / 10, x.coordinates)
    let peaks = (1...3).map { k in x[k] * exp(-square(t - x[k + 7]) * x[k + 4]) }
    return [.vector(y) - (x[0] * exp(-t * x[4]) + peaks[0] + peaks[1] + peaks[2])]
  }
}
