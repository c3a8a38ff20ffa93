@testable import DescentCore

extension Unary {
  /// Where differences tell this function's derivatives: inside its domain, away from poles.
  var smoothRange: ClosedRange<Double> {
    switch self {
    case .sqrt, .rsqrt, .cbrt, .reciprocal, .log: 0.3...2.5
    case .log1p: -0.6...2
    case .asin, .acos, .atanh: -0.8...0.8
    case .acosh: 1.3...3
    case .tan: -1.2...1.2
    default: -1.45...1.45
    }
  }
}
