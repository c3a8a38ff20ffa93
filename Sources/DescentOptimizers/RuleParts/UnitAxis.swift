import DescentCore

/// The axis of a parameter along which the units of its layer are.
///
/// That of a dense layer here, whose weights have the shape `[inputs, units]`, is the last one; in
/// PyTorch it is the first.
public enum UnitAxis: String, SettingChoice {
  case first, last

  /// The axes inside a unit of `x`; none where each number is a unit by itself.
  func axes(inside x: Tensor) -> [Int] {
    Array(self == .first ? 1..<max(x.rank, 1) : 0..<max(x.rank - 1, 0))
  }
}
