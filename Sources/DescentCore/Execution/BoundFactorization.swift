/// A factorization or triangular solution of a batch of matrices, on the calling thread alone.
@safe struct BoundFactorization {
  enum Kind {
    case cholesky
    case triangularSolve(Triangle, transpose: Bool)
    case eigendecomposition
  }

  var kind: Kind
  /// How many matrices there are, one after the other.
  var count: Int
  /// The rows of each.
  var n: Int
  /// The columns of the right sides of a triangular solution.
  var columns: Int
  var matrix: UnsafeRawPointer
  /// The right sides of a triangular solution.
  var right: UnsafeRawPointer?
  var result: UnsafeMutableRawPointer
  var isDouble: Bool
  /// Work space, if the kind needs any.
  var scalars, integers: Storage?

  func run() {
    if isDouble { run(Double.self) } else { run(Float.self) }
  }

  private func run<T: LAPACKScalar>(_: T.Type) {
    let a = unsafe matrix.assumingMemoryBound(to: T.self)
    let y = unsafe result.assumingMemoryBound(to: T.self)
    for k in 0..<count {
      switch kind {
      case .cholesky: unsafe cholesky(a + k * n * n, y + k * n * n)
      case .triangularSolve(let triangle, let transpose):
        guard let right = unsafe right else { fatalError("triangularSolve: no right side") }
        let (b, x) = unsafe (right.assumingMemoryBound(to: T.self), y + k * n * columns)
        unsafe x.update(from: b + k * n * columns, count: n * columns)
        unsafe T.trsm(triangle, transpose: transpose, n, columns, a + k * n * n, x)
      case .eigendecomposition: unsafe eigendecomposition(a + k * n * n, y + k * n * (n + 1))
      }
    }
  }

  /// L below and on the diagonal, zeros above; NaN everywhere if there is none.
  private func cholesky<T: LAPACKScalar>(
    _ a: UnsafePointer<T>, _ factor: UnsafeMutablePointer<T>
  ) {
    unsafe factor.update(from: a, count: n * n)
    if unsafe T.potrf(n, factor) != 0 {
      unsafe factor.update(repeating: .nan, count: n * n)
      return
    }
    for row in 0..<n {
      unsafe (factor + row * n + row + 1).update(repeating: 0, count: n - row - 1)
    }
  }

  /// A row of eigenvalues, then the eigenvectors by rows; NaN everywhere for a matrix that is not
  /// finite, which could keep LAPACK busy forever, or where the iteration does not converge.
  private func eigendecomposition<T: LAPACKScalar>(
    _ a: UnsafePointer<T>, _ pairs: UnsafeMutablePointer<T>
  ) {
    guard let scalars, let integers else { fatalError("eigendecomposition: no work space") }
    let isFinite = (0..<n * n).allSatisfy { unsafe a[$0].isFinite }
    let vectors = unsafe pairs + n
    unsafe vectors.update(from: a, count: n * n)
    let work = unsafe scalars.address.assumingMemoryBound(to: T.self)
    let wholes = unsafe integers.address.assumingMemoryBound(to: Int32.self)
    if unsafe !isFinite || T.syevd(n, vectors, pairs, work, wholes) != 0 {
      unsafe pairs.update(repeating: .nan, count: n * (n + 1))
    }
  }
}
