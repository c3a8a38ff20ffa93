import DescentCore

/// The polynomial that Newton and Schulz's iteration applies to singular values.
///
///     X ← a·X + (b·A + c·A²)·X,  A = X·Xᵀ
///
/// With Muon's numbers it takes those in (0, 1] to about 1 in five iterations, so that X becomes
/// nearly orthogonal (Jordan et al. 2024).
public struct NewtonSchulz: Sendable {
  /// The coefficients of X, A·X and A²·X.
  public var (a, b, c) = (3.4445, -4.775, 2.0315)
  /// How often.
  public var iterations = 5.0

  /// The matrix after all iterations from `x`, whose norm is at most 1.
  func callAsFunction(_ x: Tensor) -> Tensor {
    if x.shape[0] > x.shape[1] { return self(x.transposed).transposed }
    return (0..<Int(iterations)).reduce(x) { x, _ in
      let gram = matmul(x, x.transposed)
      return a * x + matmul(b * gram + c * matmul(gram, gram), x)
    }
  }
}
