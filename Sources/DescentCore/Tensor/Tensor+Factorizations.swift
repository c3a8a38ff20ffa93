// Factorizations of square matrices, which the last two axes are; leading axes are a batch. None
// traps on what a matrix holds: where there is no result, it is NaN.

/// The half of a square matrix that an operation reads, with the diagonal.
public enum Triangle: String, Hashable, Sendable, CaseIterable {
  case lower, upper
}

/// Cholesky's factor of a symmetric positive definite matrix.
///
///     A = L·Lᵀ,  L lower triangular with a positive diagonal
///
/// What is factored is (A + Aᵀ)/2, so that rounding in A does no harm and derivatives are symmetric
/// (Murray 2016, arXiv:1602.07527).
///
/// - Parameter a: Shape `[..., n, n]`.
/// - Returns: L, shape `[..., n, n]`, zeros above the diagonal; NaN everywhere if A is not positive
///   definite.
public func cholesky(_ a: Tensor) -> Tensor { symmetric(.cholesky, a) }

/// The solution of a triangular system.
///
///     T·X = B, or Tᵀ·X = B
///
/// - Parameter t: Shape `[..., n, n]`; only `triangle` of it is read.
/// - Parameter b: Shape `[..., n, m]`, leading axes broadcasting, or a vector, `[n]`.
/// - Returns: X, shaped as B; infinite or NaN where the diagonal of T holds a 0.
public func triangularSolve(
  _ t: Tensor, _ b: Tensor, _ triangle: Triangle = .lower, transpose: Bool = false
) -> Tensor {
  let op = Op.triangularSolve(triangle, transpose: transpose)
  let (t, b) = Tensor.matchTypes(t, b)
  if b.rank == 1 && t.rank >= 2 {
    let x = triangularSolve(t, b.expanded(at: 1), triangle, transpose: transpose)
    return x.reshaped(x.shape.removing([x.rank - 1]))
  }
  guard t.rank >= 2, b.rank >= 2, let (left, right) = Tensor.matchBatches(t, b) else {
    return Tensor(op, t, b)  // traps with both shapes
  }
  return Tensor(op, left, right)
}

/// The solution of A·X = B for a symmetric positive definite A, by Cholesky's factor.
///
/// - Parameter a: Shape `[..., n, n]`.
/// - Parameter b: Shape `[..., n, m]`, leading axes broadcasting, or a vector, `[n]`.
/// - Returns: X, shaped as B; NaN if A is not positive definite.
public func solvePositiveDefinite(_ a: Tensor, _ b: Tensor) -> Tensor {
  let l = cholesky(a)
  return triangularSolve(l, triangularSolve(l, b), transpose: true)
}

/// log det A of a symmetric positive definite matrix: 2·Σ log Lᵢᵢ, which does not overflow.
///
/// - Parameter a: Shape `[..., n, n]`.
/// - Returns: Shape `[...]`; NaN if A is not positive definite.
public func logDeterminant(_ a: Tensor) -> Tensor {
  2 * log(cholesky(a).diagonal).sum([-1])
}

/// Eigenvalues and eigenvectors of a symmetric matrix.
///
///     A = V·diag(λ)·Vᵀ,  VᵀV = 1,  λ₁ ≤ λ₂ ≤ …
///
/// As with `cholesky`, (A + Aᵀ)/2 is decomposed. The sign of an eigenvector is arbitrary, and so
/// is the choice of them where eigenvalues are equal: there, functions of the eigenvectors have no
/// derivatives (what is given has 0 for the undefined part), and near there they have large ones.
///
/// - Parameter a: Shape `[..., n, n]`.
/// - Returns: λ, shape `[..., n]`, and V, shape `[..., n, n]`, whose columns are the eigenvectors;
///   NaN where A is not finite.
public func eigendecomposition(_ a: Tensor) -> (values: Tensor, vectors: Tensor) {
  let (values, vectors) = symmetric(.eigendecomposition, a).valuesAndVectors
  return (values, vectors.transposed)
}

/// The eigenvalues λ₁ ≤ λ₂ ≤ … of a symmetric matrix.
///
/// - Parameter a: Shape `[..., n, n]`.
/// - Returns: Shape `[..., n]`; NaN where A is not finite.
public func eigenvalues(_ a: Tensor) -> Tensor { eigendecomposition(a).values }

/// `op` of (A + Aᵀ)/2.
private func symmetric(_ op: Op, _ a: Tensor) -> Tensor {
  guard a.shape.isSquare, a.dtype.isFloating else { return Tensor(op, a) }  // traps with the shape
  return Tensor(op, 0.5 * (a + a.transposed))
}
