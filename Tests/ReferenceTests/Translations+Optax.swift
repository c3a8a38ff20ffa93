extension Translation {
  /// `optax`, its aliases.
  static let optax: [String: Translation] = [:]
}
