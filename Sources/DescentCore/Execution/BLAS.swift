import CDescentKernels

#if canImport(Accelerate)
  import Accelerate
#else
  import COpenBLAS
#endif

/// Matrix products by the system's BLAS, or by a kernel of our own where BLAS is slow; each on the
/// calling thread alone: the threads of a program share the work themselves, and BLAS threads on
/// top would fight over the processors.
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
      if isDouble {
        runDouble()
      } else if isShort {
        unsafe descent_product_f32(
          Int64(m), Int64(n), Int64(k), a.assumingMemoryBound(to: Float.self),
          transposeA ? 1 : Int64(lda), transposeA ? Int64(lda) : 1,
          b.assumingMemoryBound(to: Float.self), Int64(ldb),
          c.assumingMemoryBound(to: Float.self), Int64(ldc))
      } else if m == 1 && !transposeA {
        runVector()
      } else {
        runSingle()
      }
    }

    /// Where BLAS would spend as long on packing as on multiplying. Measured on Zen 3 with
    /// OpenBLAS 0.3.21, 784×128 results: 1.8 x faster at k = 16, 1.5 at 32, 1.2 at 64, 0.85 at 256.
    private var isShort: Bool { !transposeB && n % 16 == 0 && k <= 128 }

    /// A row times a matrix: 4 x faster than as a product of matrices.
    private func runVector() {
      let (rows, columns) = transposeB ? (n, k) : (k, n)
      unsafe cblas_sgemv(
        CblasRowMajor, transposeB ? CblasNoTrans : CblasTrans, Int32(rows), Int32(columns), 1,
        b.assumingMemoryBound(to: Float.self), Int32(ldb),
        a.assumingMemoryBound(to: Float.self), 1, 0, c.assumingMemoryBound(to: Float.self), 1)
    }

    private func runSingle() {
      unsafe cblas_sgemm(
        CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans,
        transposeB ? CblasTrans : CblasNoTrans, Int32(m), Int32(n), Int32(k), 1,
        a.assumingMemoryBound(to: Float.self), Int32(lda),
        b.assumingMemoryBound(to: Float.self), Int32(ldb), 0,
        c.assumingMemoryBound(to: Float.self), Int32(ldc))
    }

    private func runDouble() {
      unsafe cblas_dgemm(
        CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans,
        transposeB ? CblasTrans : CblasNoTrans, Int32(m), Int32(n), Int32(k), 1,
        a.assumingMemoryBound(to: Double.self), Int32(lda),
        b.assumingMemoryBound(to: Double.self), Int32(ldb), 0,
        c.assumingMemoryBound(to: Double.self), Int32(ldc))
    }
  }
}
