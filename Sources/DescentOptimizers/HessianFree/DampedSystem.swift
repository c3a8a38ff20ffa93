import DescentCore

/// Conjugate gradients on (B + λ·I)·x = b, vectors staying where programs compute with them.
///
/// Nocedal & Wright 2006, Algorithm 5.3, with a diagonal preconditioner. Sums are in double
/// precision.
final class DampedSystem {
  /// Where the iteration stands.
  struct Standing {
    /// φ = ½·xᵀ(B + λ)x − bᵀx.
    var model: Double
    /// ‖x‖².
    var squaredLength: Double
    /// dᵀ(B + λ)d of the last direction.
    var curvature: Double
  }

  let product: CurvatureProduct
  private let (x, r, b, scale): (Storage, Storage, Storage, Storage)
  private let (rho, damping): (Storage, Storage)
  private let first, next: Execution
  private let vector: Program.Input

  init(_ product: CurvatureProduct, count: Int, _ precision: DType, threads: Int?) {
    self.product = product
    vector = Program.Input([count], precision)
    let storages = (0..<4).map { _ in Storage(byteCount: count * precision.size) }
    (x, r, b, scale) = (storages[0], storages[1], storages[2], storages[3])
    (rho, damping) = (Storage(byteCount: 8), Storage(byteCount: 8))
    let number = Program.Input([])
    first = Execution(
      Program(
        inputs: [vector, vector, vector, vector, number, vector, vector, number],
        donors: [0: 5, 1: 6, 2: 7], threads: threads, Self.begin),
      inputs: [x, product.result, b, scale, damping, r, product.direction, rho])
    next = Execution(
      Program(
        inputs: [vector, vector, vector, vector, number, vector, vector, number],
        donors: [0: 0, 1: 5, 2: 6, 3: 7], threads: threads, Self.advance),
      inputs: [x, product.result, b, scale, damping, r, product.direction, rho])
  }

  /// x.
  var iterate: NDArray {
    NDArray(dtype: vector.dtype, shape: vector.shape, storage: x.copy())
  }

  /// Begins at `start`.
  ///
  /// - Parameter scale: The diagonal of the inverse preconditioner.
  func begin(
    at start: NDArray, rightSide: NDArray, scale: NDArray, damping: Double
  ) -> Standing {
    x.copyBytes(from: start.storage)
    b.copyBytes(from: rightSide.storage)
    self.scale.copyBytes(from: scale.storage)
    self.damping.write(CollectionOfOne(damping))
    product.direction.copyBytes(from: start.storage)
    product.run()
    first.run()
    return Standing(model: first.scalar(3), squaredLength: first.scalar(4), curvature: .nan)
  }

  /// Takes a step; none where the curvature along its direction is not positive.
  func advance() -> Standing {
    product.run()
    next.run()
    return Standing(
      model: next.scalar(4), squaredLength: next.scalar(5), curvature: next.scalar(6))
  }

  /// r = b − (B + λ)·x and d = M⁻¹·r.
  private static func begin(_ input: [Tensor]) -> [Tensor] {
    let (x, product, b, scale, damping) = (input[0], input[1], input[2], input[3], input[4])
    let r = b - (product + damping.cast(to: x.dtype) * x)
    let d = scale * r
    return [r, d, wideDot(r, d), -0.5 * wideDot(x, r + b), wideDot(x, x)]
  }

  private static func advance(_ input: [Tensor]) -> [Tensor] {
    let (x, product, b, scale, damping) = (input[0], input[1], input[2], input[3], input[4])
    let (r, d, rho) = (input[5], input[6], input[7])
    let q = product + damping.cast(to: x.dtype) * d
    let curvature = wideDot(d, q)
    let alpha = select(curvature .> 0, rho / curvature, 0).cast(to: x.dtype)
    let (nextX, nextR) = (x + alpha * d, r - alpha * q)
    let z = scale * nextR
    let nextRho = wideDot(nextR, z)
    let nextD = z + (nextRho / rho).cast(to: x.dtype) * d
    return [
      nextX, nextR, nextD, nextRho, -0.5 * wideDot(nextX, nextR + b), wideDot(nextX, nextX),
      curvature,
    ]
  }

  private static func wideDot(_ a: Tensor, _ b: Tensor) -> Tensor {
    (a.cast(to: .float64) * b.cast(to: .float64)).sum()
  }
}
