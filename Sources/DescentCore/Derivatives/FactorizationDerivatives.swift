// The derivatives of factorizations. Those of Cholesky's and of the eigendecomposition hold for
// symmetric changes of a symmetric matrix; the functions that use them make it symmetric.

/// How the factor of A = L·Lᵀ changes with A.
///
///     dL = L·Φ(L⁻¹·dA·L⁻ᵀ)
///
/// Murray 2016, "Differentiation of the Cholesky decomposition", arXiv:1602.07527, equation 8.
func choleskyPushforward(_ l: Tensor, _ dA: Tensor) -> Tensor {
  matmul(l, solved(l, solved(l, dA).transposed).lowerHalf)
}

/// What flows back to A from L̄, the cotangent of the factor.
///
///     Ā = L⁻ᵀ·Φ(Lᵀ·L̄)·L⁻¹
///
/// Murray 2016, equation 10, before it is made symmetric.
func choleskyPullback(_ l: Tensor, _ dL: Tensor) -> Tensor {
  let inner = matmul(l.transposed, dL).lowerHalf
  return solved(l, solved(l, inner, transpose: true).transposed, transpose: true).transposed
}

/// What flows back to T and B from X̄, where op(T)·X = B.
///
///     B̄ = op(T)⁻ᵀ·X̄,  op(T)‾ = -B̄·Xᵀ
///
/// Giles 2008, "Collected matrix derivative results", section 2.3.1, with the part of T̄ that is in
/// the triangle.
func triangularSolvePullback(
  _ triangle: Triangle, _ transpose: Bool, _ t: Tensor, _ x: Tensor, _ dx: Tensor
) -> [Tensor] {
  let dB = Tensor(.triangularSolve(triangle, transpose: !transpose), t, dx)
  let dT = transpose ? matmul(x, dB.transposed) : matmul(dB, x.transposed)
  return [-dT.part(triangle), dB]
}

/// How eigenvalues and eigenvectors change with A = V·diag(λ)·Vᵀ.
///
///     M = Vᵀ·dA·V,  dλ = diag(M),  dV = V·(F∘M),  Fᵢⱼ = 1 / (λⱼ - λᵢ)
///
/// Giles 2008, section 3.1. F is 0 on the diagonal and where eigenvalues are equal: then the
/// derivatives of what depends on the eigenvalues alone stay right, and eigenvectors have none.
func eigenPushforward(_ pairs: Tensor, _ dA: Tensor) -> Tensor {
  let (values, vectors) = pairs.valuesAndVectors  // the rows of `vectors` are the columns of V
  let m = matmul(matmul(vectors, dA), vectors.transposed)
  let dV = matmul((values.inverseGaps * m).transposed, vectors)
  return .concatenate([m.diagonal.expanded(at: -2), dV], axis: -2)
}

/// What flows back to A from the cotangents of eigenvalues and eigenvectors.
///
///     Ā = V·(diag(λ̄) + F∘(Vᵀ·V̄))·Vᵀ
///
/// Giles 2008, section 3.1, with the F of `eigenPushforward`.
func eigenPullback(_ pairs: Tensor, _ cotangents: Tensor) -> Tensor {
  let (values, vectors) = pairs.valuesAndVectors
  let (dValues, dVectors) = cotangents.valuesAndVectors
  let m = values.inverseGaps * matmul(vectors, dVectors.transposed)
  return matmul(vectors.transposed, matmul(dValues.diagonalMatrix + m, vectors))
}

/// The solution X of L·X = B, or of Lᵀ·X = B.
private func solved(_ l: Tensor, _ b: Tensor, transpose: Bool = false) -> Tensor {
  Tensor(.triangularSolve(.lower, transpose: transpose), l, b)
}

extension Tensor {
  /// Φ: the lower triangle with half of the diagonal.
  fileprivate var lowerHalf: Tensor { (lowerTriangle() + lowerTriangle(-1)) * 0.5 }

  /// A triangle of each matrix, zeros beside it.
  func part(_ triangle: Triangle) -> Tensor {
    triangle == .lower ? lowerTriangle() : upperTriangle()
  }

  /// The parts of the result of an eigendecomposition: `[..., n]`, and eigenvectors by rows.
  var valuesAndVectors: (values: Tensor, vectors: Tensor) {
    let n = shape[rank - 1]
    let values = slice(0..<1, axis: -2)
    return (values.reshaped(shape.removing([rank - 2])), slice(1..<n + 1, axis: -2))
  }

  /// Fᵢⱼ = 1 / (λⱼ - λᵢ) of eigenvalues λ; 0 where they are equal.
  fileprivate var inverseGaps: Tensor {
    let gaps = expanded(at: -2) - expanded(at: -1)
    let isEqual = gaps .== 0
    return select(isEqual, 0, 1 / select(isEqual, 1, gaps))
  }
}
