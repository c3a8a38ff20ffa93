import DescentCore
import Foundation

/// How the eigenvalues of a symmetric operator are distributed, as a smooth curve on a grid.
///
///     φ(x) = 1/p·Σ over probes Σₖ wₖ·N(x; θₖ, σ²)
///
/// Its integral is 1: multiplied by the dimension, it counts eigenvalues. Ghorbani, Krishnan & Xiao
/// 2019, arXiv:1901.10159.
public struct SpectralDensity: Sendable, Hashable {
  /// x, rising by equal steps.
  public let points: [Double]
  /// φ.
  public let values: [Double]
  /// σ.
  public let width: Double
}

extension SpectralQuadrature {
  /// φ at one number.
  public func density(at x: Double, width: Double) -> Double {
    require(width > 0, "SpectralQuadrature: a density needs a positive width, got \(width)")
    let factor = 1 / (width * (2 * Double.pi).squareRoot())
    var sum = 0.0
    for rule in rules {
      for (node, weight) in zip(rule.nodes, rule.weights) {
        let u = (x - node) / width
        sum += weight * factor * exp(-0.5 * u * u)
      }
    }
    return sum / Double(rules.count)
  }

  /// φ on a grid that reaches five widths beyond the Ritz values.
  ///
  /// - Parameter width: σ; if not given, a hundredth of the range of the Ritz values. What is nearer
  ///   to each other is one peak. A grid of fewer than two points for each σ may miss peaks.
  public func density(points count: Int = 1000, width: Double? = nil) -> SpectralDensity {
    require(count > 1, "SpectralQuadrature: a grid needs at least 2 points, got \(count)")
    let nodes = rules.flatMap(\.nodes)
    let (low, high) = (nodes.min() ?? 0, nodes.max() ?? 0)
    let size = max(abs(low), abs(high))
    // Of equal eigenvalues the range is nothing but rounding.
    let range = high - low > 1e-10 * size ? high - low : size > 0 ? size : 1
    let width = width ?? 0.01 * range
    let (start, end) = (low - 5 * width, high + 5 * width)
    let points = (0..<count).map { start + (end - start) * Double($0) / Double(count - 1) }
    return SpectralDensity(
      points: points, values: points.map { density(at: $0, width: width) }, width: width)
  }
}
