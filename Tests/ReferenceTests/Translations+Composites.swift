extension Translation {
  /// Configurations of several parts.
  static let composites: [String: @Sendable (OptimizerEntry) throws -> Recipe] = [:]
}
