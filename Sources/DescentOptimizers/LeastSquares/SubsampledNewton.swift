public import DescentCore

/// Gauss-Newton with the curvature of a sample of the residuals.
///
/// Roosta-Khorasani & Mahoney 2019, "Sub-sampled Newton methods", Algorithm 1 (full gradient, sampled
/// Hessian, Armijo); with `row-norms` a row is drawn with a probability in proportion to the square
/// of its norm (Xu, Yang, Roosta-Khorasani, Ré & Mahoney 2016).
public struct SubsampledNewton: RandomizedNewton {
  public static let name = "subsampled-newton"
  public static let summary =
    "Gauss-Newton steps with the curvature of a random sample of the residuals; for residuals."
  public static let formula = """
    Rₖ: rows of Jₖ drawn at random, each over √(probability·count)
    (RₖᵀRₖ + τ·D²)·dₖ = −gₖ     xₖ₊₁ = xₖ + αₖ·dₖ
    """
  public static let source =
    "Roosta-Khorasani & Mahoney 2019, Algorithm 1; Xu, Yang, Roosta-Khorasani, Ré & Mahoney 2016"
  public static var hyperparameters: [Hyperparameter<Self>] {
    [Hyperparameter("sampling", \.sampling, "which rows are likely")] + commonHyperparameters
  }

  /// Which rows are likely.
  public enum Sampling: String, SettingChoice {
    /// All the same, none twice.
    case uniform
    /// Those with large derivatives.
    case rowNorms = "row-norms"
  }

  /// Which rows are likely.
  public var sampling = Sampling.uniform
  public var settings = RandomizedNewtonSettings()

  public init() {}

  public func rows(
    _ count: Int, of jacobian: [Double], columns n: Int, _ random: inout RandomSource
  ) -> [Double] {
    let m = jacobian.count / n
    var result: [Double] = []
    result.reserveCapacity(count * n)
    for (i, weight) in sample(count, of: m, jacobian, n, &random) {
      for k in 0..<n { result.append(weight * jacobian[i * n + k]) }
    }
    return result
  }

  /// Rows, and what each is multiplied by.
  private func sample(
    _ count: Int, of m: Int, _ jacobian: [Double], _ n: Int, _ random: inout RandomSource
  ) -> [(Int, Double)] {
    if sampling == .uniform {
      let weight = (Double(m) / Double(count)).squareRoot()
      return random.permutation(m).prefix(count).map { (Int($0), weight) }
    }
    var sums: [Double] = []
    var total = 0.0
    for i in 0..<m {
      for k in 0..<n { total += jacobian[i * n + k] * jacobian[i * n + k] }
      sums.append(total)
    }
    guard total > 0 else { return (0..<count).map { ($0, 1) } }
    return (0..<count).map { _ in
      let i = sums.firstIndex(above: random.uniform() * total)
      let square = sums[i] - (i > 0 ? sums[i - 1] : 0)
      return (i, (total / (square * Double(count))).squareRoot())
    }
  }
}

extension [Double] {
  /// The first entry of a rising array above a number that the last is above.
  fileprivate func firstIndex(above bound: Double) -> Int {
    var (low, high) = (0, count - 1)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] > bound { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
