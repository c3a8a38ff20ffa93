import DescentCore
import Foundation

extension MoreGarbowHillstrom {
  /// 7. The helical valley of Fletcher and Powell.
  ///
  ///     10(x₃ − 10θ), 10(√(x₁² + x₂²) − 1), x₃
  ///
  /// θ is the angle of (x₁, x₂) in turns, between −¼ and ¾.
  public static let helicalValley = problem(
    7, "helical-valley", from: [-1, 0, 0], residuals: 3, minima: [Minimum(0, at: [1, 0, 0])]
  ) { x in
    let x = x.coordinates
    let radius = sqrt(square(x[0]) + square(x[1]))
    return [10 * (x[2] - 10 * turns(x[0], x[1])), 10 * (radius - 1), x[2]]
  }

  /// arctan(y/x)/2π, plus ½ where x < 0: near the axis x = 0 by arctan(x/y), which is smooth there.
  private static func turns(_ x: Tensor, _ y: Tensor) -> Tensor {
    let isSteep = abs(y) .> abs(x)
    let angle = atan(select(isSteep, x, y) / select(isSteep, y, x)) / (2 * .pi)
    let isLeft = x .< 0
    let flat = angle + select(isLeft, Tensor(0.5), 0)
    let steep = select(y .> 0, Tensor(0.25), select(isLeft, Tensor(0.75), -0.25)) - angle
    return select(isSteep, steep, flat)
  }

  /// 8. Bard.
  ///
  ///     yᵢ − (x₁ + i/(vᵢx₂ + wᵢx₃)),  vᵢ = 16 − i,  wᵢ = min(i, vᵢ)
  ///
  /// Its other minimum is at (0.8406…, −∞, −∞).
  public static let bard = problem(
    8, "bard", from: [1, 1, 1], residuals: 15,
    minima: [
      Minimum(
        8.2148773065789748e-3, at: [0.082410559749788932, 1.1330360920297216, 2.3436951786425371]),
      Minimum(17.428693333333333),
    ]
  ) { x in
    let y = [
      0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39, 0.37, 0.58, 0.73, 0.96, 1.34, 2.1, 4.39,
    ]
    let u = numbers(1, through: 15)
    let v = u.map { 16 - $0 }
    let w = zip(u, v).map { Swift.min($0, $1) }
    let x = x.coordinates
    return [.vector(y) - (x[0] + .vector(u) / (.vector(v) * x[1] + .vector(w) * x[2]))]
  }

  /// 9. The Gaussian.
  ///
  ///     x₁·exp(−x₂(tᵢ − x₃)²/2) − yᵢ,  tᵢ = (8 − i)/2
  public static let gaussian = problem(
    9, "gaussian", from: [0.4, 1, 0], residuals: 15,
    minima: [
      Minimum(1.127932769618648e-8, at: [0.39895613783875668, 1.0000190844878057, 0])
    ]
  ) { x in
    let rise = [0.0009, 0.0044, 0.0175, 0.054, 0.1295, 0.242, 0.3521]
    let t = Tensor.vector((1...15).map { Double(8 - $0) / 2 })
    let x = x.coordinates
    return [x[0] * exp(-x[1] * square(t - x[2]) / 2) - .vector(rise + [0.3989] + rise.reversed())]
  }

  /// 10. Meyer: the thermistor, whose variables are ten powers of ten apart. NIST's MGH10.
  ///
  ///     x₁·exp(x₂/(tᵢ + x₃)) − yᵢ,  tᵢ = 45 + 5i
  public static let meyer = problem(
    10, "meyer", from: [0.02, 4000, 250], residuals: 16,
    minima: [
      Minimum(
        87.945855170851121, at: [5.6096364710280525e-3, 6181.3463462863723, 345.2236346241365])
    ]
  ) { x in
    let y: [Double] = [
      34780, 28610, 23650, 19630, 16370, 13720, 11540, 9744, 8261, 7030, 6005, 5147, 4427, 3820,
      3307, 2872,
    ]
    let t = Tensor.vector((1...16).map { 45 + 5 * Double($0) })
    let x = x.coordinates
    return [x[0] * exp(x[1] / (t + x[2])) - .vector(y)]
  }

  /// 11. Gulf research and development.
  ///
  ///     exp(−|yᵢ − x₂|^x₃/x₁) − tᵢ,  tᵢ = i/100,  yᵢ = 25 + (−50·log tᵢ)^(2/3)
  ///
  /// The paper prints yᵢ·m·i·x₂ for yᵢ − x₂, with which (50, 25, 1.5) would be no minimizer.
  public static func gulf(_ m: Int = 99) -> TestProblem {
    require((3...99).contains(m), "gulf: expected 3 to 99 residuals, got \(m)")
    return problem(
      11, "gulf", from: [5, 2.5, 0.15], residuals: m, minima: [Minimum(0, at: [50, 25, 1.5])]
    ) { x in
      let t = numbers(1, through: m).map { $0 / 100 }
      let y = t.map { 25 + Foundation.pow(-50 * Foundation.log($0), 2.0 / 3) }
      let x = x.coordinates
      return [exp(-pow(abs(.vector(y) - x[1]), x[2]) / x[0]) - .vector(t)]
    }
  }

  /// 12. Box's three-dimensional function.
  ///
  ///     e^(−tᵢx₁) − e^(−tᵢx₂) − x₃(e^(−tᵢ) − e^(−10tᵢ)),  tᵢ = i/10
  ///
  /// It is 0 wherever x₁ = x₂ and x₃ = 0, too.
  public static func box(_ m: Int = 10) -> TestProblem {
    require(m >= 3, "box: expected 3 residuals or more, got \(m)")
    return problem(
      12, "box", from: [0, 10, 20], residuals: m,
      minima: [Minimum(0, at: [1, 10, 1]), Minimum(0, at: [10, 1, -1])]
    ) { x in
      let (t, x) = (Tensor.vector(numbers(1, through: m)) / 10, x.coordinates)
      return [exp(-t * x[0]) - exp(-t * x[1]) - x[2] * (exp(-t) - exp(-10 * t))]
    }
  }
}
