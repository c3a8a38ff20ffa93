import DescentCore

/// The length at which a quadratic function has its minimum along the line.
///
///     α = −gᵀd/dᵀHd
///
/// One product with the Hessian. Where the curvature dᵀHd is not positive the line has no such
/// length and `other` searches from the first guess; where the function is not quadratic and does
/// not fall enough at α, α is cut.
///
/// Nocedal & Wright 2006, (3.55).
struct ExactLength: LineSearch {
  /// When a value has fallen enough, and how a length is cut that is too long.
  var cut = Backtracking()
  /// What searches along lines of other curvature.
  var other = MoreThuente()

  func search(_ line: inout Line, from guess: Double, _ oracle: inout Oracle) -> Trial? {
    let start = line.origin.iterate.point
    let direction = NDArray(line.direction).converted(to: start.dtype)
    let product = oracle.hessianVector(at: start, along: direction).doubles
    let curvature = dot(line.direction, product)
    let length = -line.slope / curvature
    guard curvature > 0, length > 0, length.isFinite else {
      return other.search(&line, from: guess, &oracle)
    }
    return cut.search(&line, from: min(length, other.longest), &oracle)
  }
}
