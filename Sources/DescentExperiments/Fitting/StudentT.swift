import Foundation

/// Student's distribution of a mean over its estimated error.
enum StudentT {
  /// The t that is exceeded with probability (1 − p)/2 on either side: 1.96 for p = 0.95 and many
  /// degrees of freedom ν.
  static func bound(holding p: Double, degreesOfFreedom nu: Double) -> Double {
    // P(|t| ≤ x) = 1 − I_{ν/(ν+x²)}(ν/2, ½) rises with x.
    var (low, high) = (0.0, 1.0)
    while inside(high, nu) < p { high *= 2 }
    while high - low > 1e-14 * high {
      let middle = (low + high) / 2
      if middle == low || middle == high { break }
      if inside(middle, nu) < p { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  private static func inside(_ x: Double, _ nu: Double) -> Double {
    1 - regularizedBeta(nu / (nu + x * x), nu / 2, 0.5)
  }

  /// Iₓ(a, b) by its continued fraction (Abramowitz & Stegun 1964, 26.5.8), evaluated by Lentz's
  /// method (1976).
  static func regularizedBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
    if x <= 0 || x >= 1 { return x <= 0 ? 0 : 1 }
    // The fraction converges fast below the mean.
    if x > (a + 1) / (a + b + 2) { return 1 - regularizedBeta(1 - x, b, a) }
    let front =
      exp(
        lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    var (fraction, c) = (1.0, 1.0)
    var d = 1 / (1 - (a + b) * x / (a + 1))
    fraction = d
    for k in 1...10_000 {
      let m = Double(k)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      var change = 1.0
      for term in [even, odd] {
        (c, d) = (1 + term / c, 1 / (1 + term * d))
        change = c * d
        fraction *= change
      }
      if abs(change - 1) < 1e-16 { break }
    }
    return front * fraction
  }
}
