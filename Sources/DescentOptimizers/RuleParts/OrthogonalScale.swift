import DescentCore

/// What Muon multiplies an orthogonal matrix of m rows and n columns by.
public enum OrthogonalScale: String, SettingChoice {
  /// √max(1, m/n)
  case original
  /// 0.2·√max(m, n), the size of AdamW's steps
  case matchRMSAdamW = "match-rms-adamw"
  /// √(m/n)
  case spectralUnclamped = "spectral-unclamped"
  /// √max(1, n/m)
  case optax

  func callAsFunction(_ shape: Shape) -> Double {
    let (m, n) = (Double(shape[0]), Double(shape[1]))
    return switch self {
    case .original: max(1, m / n).squareRoot()
    case .matchRMSAdamW: 0.2 * max(m, n).squareRoot()
    case .spectralUnclamped: (m / n).squareRoot()
    case .optax: max(1, n / m).squareRoot()
    }
  }
}
