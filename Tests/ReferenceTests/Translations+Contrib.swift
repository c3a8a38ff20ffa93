extension Translation {
  /// `optax.contrib`.
  static let contrib: [String: Translation] = [:]
}
