extension Translation {
  /// `pytorch_optimizer` and `schedulefree`.
  static let others: [String: Translation] = [:]
}
