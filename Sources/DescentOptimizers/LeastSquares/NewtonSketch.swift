public import DescentCore

/// Gauss-Newton with the curvature of random mixtures of the residuals.
///
///     R = S·J     S: few rows and m columns, E[SᵀS] = I
///
///     gaussian    independent normal numbers of variance 1/rows
///     hadamard    √(m/rows) times random rows of Hadamard's orthogonal matrix times random signs
///     count       every row of J is added to one row of R, with a random sign
///
/// Pilanci & Wainwright 2017, "Newton sketch", section 2.1 and Algorithm 1; Clarkson & Woodruff 2013
/// (count).
public struct NewtonSketch: RandomizedNewton {
  public static let name = "newton-sketch"
  public static let summary =
    "Gauss-Newton steps with the curvature of random mixtures of the residuals; for residuals."
  public static let formula = """
    Rₖ = Sₖ·Jₖ                  Sₖ random, E[SₖᵀSₖ] = I
    (RₖᵀRₖ + τ·D²)·dₖ = −gₖ     xₖ₊₁ = xₖ + αₖ·dₖ
    """
  public static let source = "Pilanci & Wainwright 2017, Algorithm 1; Clarkson & Woodruff 2013"
  public static var hyperparameters: [Hyperparameter<Self>] {
    [Hyperparameter("sketch", \.sketch, "what S is")] + commonHyperparameters
  }

  /// What S is.
  public enum Sketch: String, SettingChoice {
    /// Normal numbers.
    case gaussian
    /// Signs and rows of Hadamard's matrix.
    case hadamard
    /// One sign in every column.
    case count
  }

  /// What S is.
  public var sketch = Sketch.hadamard
  public var settings = RandomizedNewtonSettings()

  public init() {}

  public func rows(
    _ count: Int, of jacobian: [Double], columns n: Int, _ random: inout RandomSource
  ) -> [Double] {
    switch sketch {
    case .gaussian: gaussian(count, jacobian, n, &random)
    case .hadamard: hadamard(count, jacobian, n, &random)
    case .count: counted(count, jacobian, n, &random)
    }
  }

  private func gaussian(
    _ count: Int, _ jacobian: [Double], _ n: Int, _ random: inout RandomSource
  ) -> [Double] {
    var result = [Double](repeating: 0, count: count * n)
    let scale = 1 / Double(count).squareRoot()
    for i in 0..<jacobian.count / n {
      for row in 0..<count {
        let s = scale * random.normal()
        for k in 0..<n { result[row * n + k] += s * jacobian[i * n + k] }
      }
    }
    return result
  }

  private func counted(
    _ count: Int, _ jacobian: [Double], _ n: Int, _ random: inout RandomSource
  ) -> [Double] {
    var result = [Double](repeating: 0, count: count * n)
    for i in 0..<jacobian.count / n {
      let row = random.index(below: count)
      let sign = random.next() & 1 == 0 ? 1.0 : -1.0
      for k in 0..<n { result[row * n + k] += sign * jacobian[i * n + k] }
    }
    return result
  }

  private func hadamard(
    _ count: Int, _ jacobian: [Double], _ n: Int, _ random: inout RandomSource
  ) -> [Double] {
    let m = jacobian.count / n
    // Rows of zeros fill up to a power of 2.
    var size = 1
    while size < m { size *= 2 }
    var mixed = jacobian + [Double](repeating: 0, count: (size - m) * n)
    for i in 0..<m where random.next() & 1 == 0 {
      for k in 0..<n { mixed[i * n + k].negate() }
    }
    walshHadamard(&mixed, rows: size, columns: n)
    // The transform is √size times an orthogonal one.
    let scale = 1 / Double(count).squareRoot()
    return random.permutation(size).prefix(count).flatMap { i in
      mixed[Int(i) * n..<(Int(i) + 1) * n].map { scale * $0 }
    }
  }
}

/// Overwrites each column c with H·c, where H₁ = [1] and H₂ₖ = [Hₖ, Hₖ; Hₖ, −Hₖ].
func walshHadamard(_ a: inout [Double], rows: Int, columns n: Int) {
  var half = 1
  while half < rows {
    for block in stride(from: 0, to: rows, by: 2 * half) {
      for i in block * n..<(block + half) * n {
        let (x, y) = (a[i], a[i + half * n])
        (a[i], a[i + half * n]) = (x + y, x - y)
      }
    }
    half *= 2
  }
}
