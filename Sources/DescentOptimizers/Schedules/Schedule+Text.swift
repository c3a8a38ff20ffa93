public import DescentCore

extension Schedule {
  /// The curves that users may write, in the order of the catalogue.
  private static let curves: [any (ScheduleCurve & Configurable).Type] = [
    Constant.self,
    StepDecay.self,
    ExponentialDecay.self,
    CosineAnnealing.self,
  ]

  /// The names of the curves that users may write.
  public static var names: [String] { curves.map { $0.name } }

  /// The schedule that a user wrote as `name` or `name:key=value,key=value`.
  ///
  /// - Throws: For an unknown name or key, text that is no number, or a number out of range.
  public init(_ text: String) throws(DescentError) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    guard let type = Self.curves.first(where: { $0.name == name }) else {
      throw .unknown("schedule", name, among: Self.names)
    }
    let items = parts.count == 1 ? [] : parts[1].split(separator: ",").map(String.init)
    let settings = try keyValues(items, of: name)
    try self.init(type, settings: settings)
  }

  private init<Curve: ScheduleCurve & Configurable>(
    _ type: Curve.Type, settings: [String: String]
  ) throws(DescentError) {
    var (curve, warmup) = (Curve(), Warmup())
    for (key, value) in settings.sorted(by: { $0.key < $1.key }) {
      switch key {
      case _ where Curve.keys.contains(key): try curve.set(key, to: value)
      case _ where Warmup.keys.contains(key): try warmup.set(key, to: value)
      default: throw Curve.unknownKey(key, among: Curve.keys + Warmup.keys)
      }
    }
    guard settings["start"] == nil || warmup.steps > 0 else {
      throw DescentError(
        "setting of schedule", expected: "warmup with start", found: "start alone")
    }
    self.init(curve)
    self.warmup = warmup
  }
}

extension Schedule: CustomStringConvertible {
  /// The line from which the same schedule can be read, unless it is a closure.
  public var description: String {
    guard warmup.steps > 0 else { return curve.text }
    return curve.text + (curve.text.contains(":") ? "," : ":") + warmup.settingsText
  }
}
