import DescentCore

extension Probe {
  /// An estimate of the Hessian's diagonal whose mean over z is exact: z·(H·z), z random signs.
  ///
  /// Hutchinson 1990; Bekas, Kokiopoulou & Saad 2007, doi:10.1016/j.apnum.2007.01.003.
  func hutchinsonDiagonal(like p: Tensor, _ random: inout RandomTensors) -> Tensor {
    let z = random.signs(like: p)
    return z * hessianVectorProduct(z)
  }

  /// The Hessian's diagonal, by as many products as there are parameters.
  func exactDiagonal(like p: Tensor) -> Tensor {
    map(over: Tensor.ones(like: p).diagonalMatrix) { hessianVectorProduct($0) }.diagonal
  }
}
