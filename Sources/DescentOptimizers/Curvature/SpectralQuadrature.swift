import DescentCore
import Foundation

/// The spectrum of a symmetric operator as a few numbers and weights, by which the trace of any
/// function of it is estimated.
///
///     1/n·tr f(A) ≈ 1/p·Σ over probes Σₖ wₖ·f(θₖ)
///
/// Ubaru, Chen & Saad 2017, doi:10.1137/16M1104974.
public struct SpectralQuadrature: Sendable, Hashable {
  /// The Gauss quadrature that one probe gives: exact for zᵀf(A)z with polynomials f of degree
  /// 2·steps − 1 at most.
  public struct Rule: Sendable, Hashable {
    /// θ, the Ritz values, rising.
    public let nodes: [Double]
    /// w, positive or 0, with the sum 1.
    public let weights: [Double]
  }

  /// n.
  public let dimension: Int
  /// The rule of each probe.
  public let rules: [Rule]
  /// Products with the operator that were made.
  public let products: Int

  /// An estimate of tr f(A), the sum of f over all eigenvalues, with its standard error.
  ///
  ///     quadrature.trace { log($0 + 1e-3) }
  ///
  /// The error is that of the random probes; what the steps of a probe leave of a function that is
  /// no polynomial comes on top.
  public func trace(of f: (Double) -> Double) -> RandomEstimate {
    let samples = rules.map { rule in
      Double(dimension) * zip(rule.nodes, rule.weights).reduce(0) { $0 + $1.1 * f($1.0) }
    }
    return RandomEstimate(samples, products: products)
  }

  /// An estimate of log det A, or of log det (A + δ·I); NaN where that is not positive definite.
  public func logDeterminant(damping: Double = 0) -> RandomEstimate {
    trace { log($0 + damping) }
  }

  /// An estimate of tr A⁻¹, or of tr (A + δ·I)⁻¹.
  public func traceOfInverse(damping: Double = 0) -> RandomEstimate {
    trace { 1 / ($0 + damping) }
  }
}

/// The quadrature of a symmetric operator's spectrum by Lanczos' process from random vectors.
///
///     T = QᵀAQ of the process from z/‖z‖     θ the eigenvalues of T     w = (first entries of its
///     eigenvectors)²                         z random signs
///
/// Stochastic Lanczos quadrature: Golub & Meurant 1994; Ubaru, Chen & Saad 2017. With
/// full reorthogonalization, as Ghorbani, Krishnan & Xiao 2019, arXiv:1901.10159, advise.
///
/// - Parameter probes: Random vectors.
/// - Parameter steps: Products for each, n at most; fewer where the process ends by itself.
/// - Returns: nil if a product is not finite.
/// - Complexity: `probes·steps` products; memory for `steps` vectors and 4·steps²·n operations for
///   each probe.
public func spectralQuadrature(
  of a: SymmetricOperator, probes: Int = 10, steps: Int = 80, seed: UInt64 = 0
) -> SpectralQuadrature? {
  require(
    probes > 0 && steps > 0,
    "spectralQuadrature: needs at least one probe and one step, got \(probes) and \(steps)")
  var random = RandomSource(seed: seed)
  var (rules, products): ([SpectralQuadrature.Rule], Int) = ([], 0)
  for _ in 0..<probes {
    var space = KrylovSpace(from: random.signs(a.dimension))
    repeat {
      guard space.extend(a) else { return nil }
    } while space.basis.count < min(steps, a.dimension) && !space.isInvariant
    guard let ritz = space.ritz else { return nil }
    let k = ritz.values.count
    products += k
    rules.append(
      SpectralQuadrature.Rule(
        nodes: ritz.values,
        weights: (0..<k).map { ritz.vectors[$0 * k] * ritz.vectors[$0 * k] }))
  }
  return SpectralQuadrature(dimension: a.dimension, rules: rules, products: products)
}
