#if canImport(Accelerate)
  import Accelerate
#else
  import COpenBLAS
#endif

/// The routines of BLAS and LAPACK that a factorization needs, under one name for both precisions.
///
/// LAPACK reads matrices column by column and ours lie row by row, so it sees each transposed: its
/// upper triangle is our lower one.
protocol LAPACKScalar: BinaryFloatingPoint {
  /// Overwrites the lower triangle of a symmetric n×n matrix with its Cholesky factor.
  ///
  /// - Returns: 0, or the order of a leading minor that is not positive.
  static func potrf(_ n: Int, _ a: UnsafeMutablePointer<Self>) -> Int32

  /// Overwrites B, of n rows and `columns`, with X where op(T)·X = B.
  static func trsm(
    _ triangle: Triangle, transpose: Bool, _ n: Int, _ columns: Int, _ t: UnsafePointer<Self>,
    _ b: UnsafeMutablePointer<Self>)

  /// Overwrites a symmetric n×n matrix with its eigenvectors, one in each row; their eigenvalues
  /// rise.
  ///
  /// - Parameter work: 1 + 6n + 2n² scalars.
  /// - Parameter integers: 3 + 5n of them.
  /// - Returns: 0, or a positive number if the iteration did not converge.
  static func syevd(
    _ n: Int, _ a: UnsafeMutablePointer<Self>, _ eigenvalues: UnsafeMutablePointer<Self>,
    _ work: UnsafeMutablePointer<Self>, _ integers: UnsafeMutablePointer<Int32>
  ) -> Int32
}

/// The sizes of `syevd`'s work space for a matrix of n rows.
func eigenWorkSpace(_ n: Int) -> (scalars: Int, integers: Int) {
  (1 + 6 * n + 2 * n * n, 3 + 5 * n)
}

/// An option of LAPACK.
private func letter(_ scalar: Unicode.Scalar) -> CChar { CChar(scalar.value) }

extension Float: LAPACKScalar {
  static func potrf(_ n: Int, _ a: UnsafeMutablePointer<Float>) -> Int32 {
    var (upper, size, rows, info) = (letter("U"), Int32(n), Int32(n), Int32(0))
    #if canImport(Accelerate)
      unsafe spotrf_(&upper, &size, a, &rows, &info)
    #else
      unsafe spotrf_(&upper, &size, a, &rows, &info, 1)
    #endif
    return info
  }

  static func trsm(
    _ triangle: Triangle, transpose: Bool, _ n: Int, _ columns: Int, _ t: UnsafePointer<Float>,
    _ b: UnsafeMutablePointer<Float>
  ) {
    unsafe cblas_strsm(
      CblasRowMajor, CblasLeft, triangle == .lower ? CblasLower : CblasUpper,
      transpose ? CblasTrans : CblasNoTrans, CblasNonUnit, Int32(n), Int32(columns), 1, t, Int32(n),
      b, Int32(columns))
  }

  static func syevd(
    _ n: Int, _ a: UnsafeMutablePointer<Float>, _ eigenvalues: UnsafeMutablePointer<Float>,
    _ work: UnsafeMutablePointer<Float>, _ integers: UnsafeMutablePointer<Int32>
  ) -> Int32 {
    let space = eigenWorkSpace(n)
    var (vectors, upper) = (letter("V"), letter("U"))
    var (size, rows, info) = (Int32(n), Int32(n), Int32(0))
    var (scalars, whole) = (Int32(space.scalars), Int32(space.integers))
    #if canImport(Accelerate)
      unsafe ssyevd_(
        &vectors, &upper, &size, a, &rows, eigenvalues, work, &scalars, integers, &whole, &info)
    #else
      unsafe ssyevd_(
        &vectors, &upper, &size, a, &rows, eigenvalues, work, &scalars, integers, &whole, &info, 1,
        1)
    #endif
    return info
  }
}

extension Double: LAPACKScalar {
  static func potrf(_ n: Int, _ a: UnsafeMutablePointer<Double>) -> Int32 {
    var (upper, size, rows, info) = (letter("U"), Int32(n), Int32(n), Int32(0))
    #if canImport(Accelerate)
      unsafe dpotrf_(&upper, &size, a, &rows, &info)
    #else
      unsafe dpotrf_(&upper, &size, a, &rows, &info, 1)
    #endif
    return info
  }

  static func trsm(
    _ triangle: Triangle, transpose: Bool, _ n: Int, _ columns: Int, _ t: UnsafePointer<Double>,
    _ b: UnsafeMutablePointer<Double>
  ) {
    unsafe cblas_dtrsm(
      CblasRowMajor, CblasLeft, triangle == .lower ? CblasLower : CblasUpper,
      transpose ? CblasTrans : CblasNoTrans, CblasNonUnit, Int32(n), Int32(columns), 1, t, Int32(n),
      b, Int32(columns))
  }

  static func syevd(
    _ n: Int, _ a: UnsafeMutablePointer<Double>, _ eigenvalues: UnsafeMutablePointer<Double>,
    _ work: UnsafeMutablePointer<Double>, _ integers: UnsafeMutablePointer<Int32>
  ) -> Int32 {
    let space = eigenWorkSpace(n)
    var (vectors, upper) = (letter("V"), letter("U"))
    var (size, rows, info) = (Int32(n), Int32(n), Int32(0))
    var (scalars, whole) = (Int32(space.scalars), Int32(space.integers))
    #if canImport(Accelerate)
      unsafe dsyevd_(
        &vectors, &upper, &size, a, &rows, eigenvalues, work, &scalars, integers, &whole, &info)
    #else
      unsafe dsyevd_(
        &vectors, &upper, &size, a, &rows, eigenvalues, work, &scalars, integers, &whole, &info, 1,
        1)
    #endif
    return info
  }
}
