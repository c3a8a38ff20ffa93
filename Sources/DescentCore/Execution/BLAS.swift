#if canImport(Accelerate)
  import Accelerate
#else
  import COpenBLAS
#endif

/// Matrix products by the system's BLAS, each on the calling thread alone: the threads of a
/// program share the work themselves, and BLAS threads on top would fight over the processors.
enum BLAS {
  private static let useOneThread: Void = {
    #if canImport(Accelerate)
      BLASSetThreading(BLAS_THREADING_SINGLE_THREADED)
    #else
      openblas_set_num_threads(1)
    #endif
  }()

  /// Must have been called before the first product.
  static func prepare() { useOneThread }

  /// One row-major product C = op(A)·op(B), sizes m×k and k×n; leading dimensions in elements.
  @safe struct Product {
    var transposeA: Bool
    var transposeB: Bool
    var m, n, k: Int
    var a, b: UnsafeRawPointer
    var c: UnsafeMutableRawPointer
    var lda, ldb, ldc: Int
    var isDouble: Bool

    func run() {
      let order = CblasRowMajor
      let (ta, tb) = (
        transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans
      )
      let (m, n, k) = (Int32(m), Int32(n), Int32(k))
      let (lda, ldb, ldc) = (Int32(lda), Int32(ldb), Int32(ldc))
      if isDouble {
        unsafe cblas_dgemm(
          order, ta, tb, m, n, k, 1, a.assumingMemoryBound(to: Double.self), lda,
          b.assumingMemoryBound(to: Double.self), ldb, 0,
          c.assumingMemoryBound(to: Double.self), ldc)
      } else {
        unsafe cblas_sgemm(
          order, ta, tb, m, n, k, 1, a.assumingMemoryBound(to: Float.self), lda,
          b.assumingMemoryBound(to: Float.self), ldb, 0,
          c.assumingMemoryBound(to: Float.self), ldc)
      }
    }
  }
}
