import DescentCore

// A tensor seen along each of its axes as a matrix: what Shampoo, SOAP and GaLore go by.
extension Tensor {
  /// The matrix whose rows are the entries along `axis`: shape `[shape[axis], the rest]`.
  private func unfolded(_ axis: Int) -> Tensor {
    let others = (0..<rank).filter { $0 != axis }
    return transposed([axis] + others).reshaped([shape[axis], shape.count / shape[axis]])
  }

  /// The products of the entries along `axis` with each other: shape `[shape[axis], shape[axis]]`.
  func gram(_ axis: Int) -> Tensor {
    let rows = unfolded(axis)
    return matmul(rows, rows.transposed)
  }

  /// The diagonal of `gram(axis)`, without the rest of it.
  func gramDiagonal(_ axis: Int) -> Tensor { square(unfolded(axis)).sum([1]) }

  /// Every axis k multiplied by `matrices[k]`, from the right; a vector is the diagonal of a
  /// matrix, nil the identity.
  ///
  ///     yⱼ₀ⱼ₁… = Σ xᵢ₀ᵢ₁…·M⁰ᵢ₀ⱼ₀·M¹ᵢ₁ⱼ₁·…
  func multiplied(by matrices: [Tensor?]) -> Tensor {
    // Each product moves the first axis to the end, so that all are where they were after the last.
    matrices.reduce(self) { x, matrix in
      let rest = Array(x.shape.sizes.dropFirst())
      let columns = x.unfolded(0).transposed
      let product = matrix.map { $0.rank == 1 ? columns * $0 : matmul(columns, $0) } ?? columns
      return product.reshaped(Shape(rest + [product.shape[1]]))
    }
  }

  /// This matrix, transposed if it has more rows than columns.
  var wide: Tensor { shape[0] > shape[1] ? transposed : self }

  /// The leading left singular vectors of this matrix, as many as `last` has columns.
  ///
  /// - Parameter last: What decides their signs: none is opposite to its column here.
  func leadingVectors(near last: Tensor) -> Tensor {
    // The squares of singular values are too close to each other in single precision.
    let all = eigendecomposition(cast(to: .float64).gram(0)).vectors.cast(to: dtype)
    let leading = all.slice(shape[0] - last.shape[1]..<shape[0], axis: 1)
    return select((leading * last).sum([0], keepingAxes: true) .< 0, -leading, leading)
  }

  /// One step of orthogonal iteration from `basis` toward the eigenvectors of this symmetric matrix.
  ///
  /// - Returns: The new basis, and the permutation of columns that sorts it by the eigenvalues that
  ///   `basis` estimates, the largest first.
  func turned(from basis: Tensor) -> (basis: Tensor, order: Tensor) {
    let product = matmul(self, basis)
    let order = (basis * product).sum([0]).descendingPermutation
    return (matmul(product, order).orthonormalized(otherwise: matmul(basis, order)), order)
  }

  /// The orthogonal matrix Q of this square matrix's QR factorization with a positive diagonal of R.
  ///
  /// By Cholesky's factor of AᵀA, twice (Yamamoto et al. 2015, doi:10.1007/s11075-015-9968-8), with
  /// columns of length 1, for which A may be ill conditioned by their lengths alone. Where that
  /// fails nonetheless, `other`.
  private func orthonormalized(otherwise other: Tensor) -> Tensor {
    let wide = cast(to: .float64)
    let lengths = norm(wide, [0], keepingAxes: true)
    let q = (0..<2).reduce(select(lengths .> 0, wide / lengths, 0)) { a, _ in
      triangularSolve(cholesky(matmul(a.transposed, a)), a.transposed).transposed
    }
    return select(isFinite(q.sum()), q.cast(to: dtype), other)
  }

  /// The permutation matrix that, multiplied from the right, sorts this vector from large to small.
  private var descendingPermutation: Tensor {
    let (own, other) = (expanded(at: 1), expanded(at: 0))
    let square: Shape = [shape[0], shape[0]]
    let isEarlier = Tensor.iota(square, axis: 1) .< Tensor.iota(square, axis: 0)
    let precedes = (other .> own) .| ((other .== own) .& isEarlier)
    return oneHot(precedes.sum([1]).cast(to: .int32), count: shape[0], dtype)
  }
}
