import DescentCore

extension TestProblem {
  /// An exponential decay to a level, fitted to thirty values three of which are outliers.
  ///
  ///     x₁·e^(−x₂tᵢ) + x₃ − yᵢ,  tᵢ = 5(i − 1)/29 to six digits
  ///
  /// A problem for robust losses: the minimum is that of least squares.
  public static let robustExponential = TestProblem(
    "robust-exponential", from: [1, 1, 0], residuals: 30, minima: [Minimum(2 * 7.734944629911185)],
    source: "made for comparisons with scipy.optimize.least_squares"
  ) { x in
    let y = [
      2.9802, 2.6911, 2.4276, 4.1042, 1.9783, 1.7671, 1.6319, 1.4656, 1.3874, 1.1756, 1.2182,
      -0.3916, 0.9476, 0.9491, 0.8847, 0.7285, 0.8049, 0.7104, 0.6963, 0.6518, 3.637, 0.6416,
      0.6251, 0.5268, 0.5778, 0.5123, 0.5057, -0.457, 0.5953, 0.5773,
    ]
    let t = Tensor.vector((0..<30).map { (5e6 * Double($0) / 29).rounded() / 1e6 })
    let x = x.coordinates
    return [x[0] * exp(-x[1] * t) + x[2] - .vector(y)]
  }
}
