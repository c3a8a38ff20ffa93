import DescentCore
import Foundation

/// What the square of a residual counts: less, where it is large, so that outliers do not rule a fit.
///
///     cost = ½·C²·Σᵢ ρ((rᵢ/C)²)
///
///     linear   ρ(z) = z                               least squares
///     huber    ρ(z) = z for z ≤ 1, else 2√z − 1       Huber 1964
///     soft-l1  ρ(z) = 2·(√(1 + z) − 1)                 smooth Huber
///     cauchy   ρ(z) = log(1 + z)
///     arctan   ρ(z) = arctan z
///     tukey    ρ(z) = (1 − (1 − z)³)/3 for z ≤ 1, else ⅓     Beaton & Tukey 1974
///
/// Triggs et al. 2000, "Bundle adjustment: a modern synthesis". As SciPy's `least_squares`, which has
/// all but Tukey's.
public struct RobustLoss: Sendable, Hashable {
  /// ρ.
  public enum Shape: String, Sendable, CaseIterable {
    case linear, huber
    case softL1 = "soft-l1"
    case cauchy, arctan, tukey
  }

  /// ρ.
  public var shape: Shape
  /// C, in the units of the residuals: those beyond it count as outliers.
  public var scale: Double

  /// - Precondition: `scale` is positive.
  public init(_ shape: Shape, scale: Double = 1) {
    require(scale > 0, "RobustLoss: expected a positive scale, got \(scale)")
    (self.shape, self.scale) = (shape, scale)
  }

  /// Least squares.
  public static let linear = RobustLoss(.linear)

  /// ½·C²·Σᵢ ρ((rᵢ/C)²); to be traced.
  func cost(_ r: Tensor) -> Tensor {
    let z = square(r / scale)
    let rho =
      switch shape {
      case .linear: z
      case .huber: select(z .<= 1, z, 2 * sqrt(max(z, 1)) - 1)
      case .softL1: 2 * z / (sqrt(1 + z) + 1)
      case .cauchy: log1p(z)
      case .arctan: atan(z)
      case .tukey: (1 - pow(1 - min(z, 1), 3)) / 3
      }
    return 0.5 * scale * scale * rho.sum()
  }

  /// ½·C²·Σᵢ ρ((rᵢ/C)²).
  func cost(_ r: [Double]) -> Double {
    0.5 * scale * scale * r.reduce(0) { $0 + derivatives($1 * $1 / (scale * scale)).0 }
  }

  /// ρ, ρ′ and ρ″ at z.
  package func derivatives(_ z: Double) -> (Double, Double, Double) {
    switch shape {
    case .linear: return (z, 1, 0)
    case .huber:
      guard z > 1 else { return (z, 1, 0) }
      let root = z.squareRoot()
      return (2 * root - 1, 1 / root, -0.5 / (z * root))
    case .softL1:
      let root = (1 + z).squareRoot()
      return (2 * z / (root + 1), 1 / root, -0.5 / (root * root * root))
    case .cauchy: return (log1p(z), 1 / (1 + z), -1 / ((1 + z) * (1 + z)))
    case .arctan:
      let d = 1 + z * z
      return (atan(z), 1 / d, -2 * z / (d * d))
    case .tukey:
      guard z < 1 else { return (1 / 3, 0, 0) }
      return ((1 - (1 - z) * (1 - z) * (1 - z)) / 3, (1 - z) * (1 - z), -2 * (1 - z))
    }
  }
}
