import DescentCore

extension RandomSource {
  /// A vector of n signs, −1 or 1, each as likely (Rademacher).
  mutating func signs(_ n: Int) -> [Double] {
    (0..<n).map { _ in next() & 1 == 0 ? 1.0 : -1.0 }
  }
}
