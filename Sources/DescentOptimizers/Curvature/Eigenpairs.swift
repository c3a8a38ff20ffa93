/// Eigenvalues and eigenvectors of a symmetric operator, as far as they were found.
public struct Eigenpairs: Sendable, Hashable {
  /// The eigenvalues, beginning at the end that was asked for.
  public internal(set) var values: [Double] = []
  /// Their eigenvectors, of length 1 and at right angles to each other.
  public internal(set) var vectors: [[Double]] = []
  /// ‖A·x − θ·x‖ of each, by a product of its own: an eigenvalue is as near to θ as that.
  public internal(set) var residualNorms: [Double] = []
  /// Products with A that were made.
  public internal(set) var products = 0
  /// Why the search stopped.
  public internal(set) var stop = Stop.converged

  /// Why a search for eigenvalues stopped.
  public enum Stop: String, Sendable, Hashable {
    /// The residuals are as small as asked for.
    case converged
    /// Rounding errors keep a residual above what was asked for.
    case rounding
    /// The products asked for are used up.
    case productLimit = "product limit"
    /// A product was not finite.
    case notFinite = "not finite"
  }

  /// Whether products are not what was lacking.
  var isComplete: Bool { stop == .converged || stop == .rounding }

  mutating func insert(_ value: Double, _ vector: [Double], residual: Double, at index: Int) {
    values.insert(value, at: index)
    vectors.insert(vector, at: index)
    residualNorms.insert(residual, at: index)
  }

  mutating func removeLast() {
    values.removeLast()
    vectors.removeLast()
    residualNorms.removeLast()
  }
}

/// Which eigenvalues are looked for.
public enum SpectrumEnd: String, Sendable, Hashable, CaseIterable {
  /// The largest, falling.
  case largest
  /// The smallest, most negative first, rising.
  case smallest
  /// The largest by magnitude, falling.
  case largestMagnitude = "largest-magnitude"

  /// What is largest where the wanted eigenvalues are.
  func rank(_ value: Double) -> Double {
    switch self {
    case .largest: value
    case .smallest: -value
    case .largestMagnitude: abs(value)
    }
  }
}
