package import DescentCore

extension KroneckerFactors {
  /// The factors with damping λ ≥ 0 shared between them in proportion to their sizes.
  ///
  ///     A + π·√λ·I,   G + (√λ/π)·I,   π² = (tr A / dim A) / (tr G / dim G)
  ///
  /// Martens & Grosse 2015, arXiv:1503.05671, §6.3 ("factored Tikhonov"). π = 1 where a trace is 0
  /// or not finite.
  ///
  /// - Parameter damping: λ, a scalar.
  package func damped(_ damping: Tensor) -> KroneckerFactors {
    let ratio = sqrt(input.diagonal.mean() / output.diagonal.mean())
    let pi = select((ratio .> 0) .& isFinite(ratio), ratio, 1)
    let root = sqrt(damping.cast(to: input.dtype))
    return KroneckerFactors(
      input: input.addingToDiagonal(pi * root), output: output.addingToDiagonal(root / pi))
  }

  /// The inverses of both factors, by Cholesky; NaN where one is not positive definite.
  ///
  /// With `damped`, (A + π√λI)⁻¹ and (G + √λ/π·I)⁻¹.
  package var inverses: KroneckerFactors {
    func inverse(_ a: Tensor) -> Tensor {
      solvePositiveDefinite(a, Tensor.ones(like: a.diagonal).diagonalMatrix)
    }
    return KroneckerFactors(input: inverse(input), output: inverse(output))
  }

  /// A·V·G, for V shaped as W̄. By `inverses`: A⁻¹·V·G⁻¹, the preconditioned gradient.
  package func product(_ v: Tensor) -> Tensor { matmul(matmul(input, v), output) }
}

extension Tensor {
  /// A square matrix with a number added along its diagonal.
  fileprivate func addingToDiagonal(_ value: Tensor) -> Tensor {
    self + value * Tensor.ones(like: diagonal).diagonalMatrix
  }
}
