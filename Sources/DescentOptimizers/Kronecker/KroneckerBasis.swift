package import DescentCore

/// The eigenvectors of both factors of a layer, in whose basis curvature is taken as diagonal.
///
///     A = U_A·Λ_A·U_Aᵀ,   G = U_G·Λ_G·U_Gᵀ
///     A ⊗ G + λ·I is  Λ_A ⊗ Λ_G + λ  in the basis of U_A ⊗ U_G
///
/// George et al. 2018, arXiv:1806.03884. Unlike with `damped`, λ is added exactly.
package struct KroneckerBasis {
  /// U_A, eigenvectors in columns, shape `[in (+ 1), in (+ 1)]`.
  package var input: Tensor
  /// U_G, eigenvectors in columns, shape `[out, out]`.
  package var output: Tensor

  package init(input: Tensor, output: Tensor) { (self.input, self.output) = (input, output) }

  /// The eigenvectors of the factors, and the diagonal Λ_A ⊗ Λ_G as a matrix.
  ///
  /// - Returns: scale[i, j] = (Λ_A)ᵢ·(Λ_G)ⱼ, shape `[in (+ 1), out]`; eigenvalues that rounding made
  ///   negative count as 0.
  package static func of(_ factors: KroneckerFactors) -> (basis: KroneckerBasis, scale: Tensor) {
    let a = eigendecomposition(factors.input)
    let g = eigendecomposition(factors.output)
    let scale = max(a.values, 0).expanded(at: 1) * max(g.values, 0).expanded(at: 0)
    return (KroneckerBasis(input: a.vectors, output: g.vectors), scale)
  }

  /// U_Aᵀ·V·U_G, a matrix shaped as W̄ in the basis.
  package func coordinates(_ v: Tensor) -> Tensor { matmul(matmul(input.transposed, v), output) }

  /// U_A·V·U_Gᵀ, the inverse of `coordinates`.
  package func matrix(_ v: Tensor) -> Tensor { matmul(matmul(input, v), output.transposed) }

  /// The gradient V times the inverse of the curvature.
  ///
  ///     U_A·[(U_Aᵀ·V·U_G) / (scale + λ)]·U_Gᵀ
  ///
  /// - Parameter scale: The diagonal of the curvature in the basis, shape `[in (+ 1), out]`: that of
  ///   `of`, or EKFAC's, which is `KroneckerLayer.squaredSums` in the basis over n.
  /// - Parameter damping: λ, a scalar; above 0 where an element of `scale` is 0.
  package func solution(_ v: Tensor, scale: Tensor, damping: Tensor) -> Tensor {
    matrix(coordinates(v) / (scale + damping.cast(to: scale.dtype)))
  }
}
