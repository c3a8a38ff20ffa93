public import DescentCore

// A schedule as text:
//
//     NAME[:KEY=VALUE,...]                      cosine:steps=900,warmup=100
//     KEY=NUMBER/NUMBER/...                     multi-step:milestones=30/80,factor=0.1
//     NAME:of=[SCHEDULE;SCHEDULE;...],...       sequence:at=50,of=[linear:final=1,initial=0;cosine]
//
// Commas and semicolons inside brackets belong to the schedules there.

extension Schedule {
  /// The curves that users may write, in the order of the catalogue.
  static let curves: [any (ScheduleCurve & Described).Type] = [
    Constant.self, StepDecay.self, MultiStepDecay.self, ExponentialDecay.self,
    PolynomialDecay.self, LinearRamp.self, InverseTime.self, InverseSquareRoot.self,
    PowerLaw.self, CosineAnnealing.self, CosineRestarts.self, SGDR.self, OneCycle.self,
    Cyclic.self, StableDecay.self, Demon.self, MomentumRamp.self, Piecewise.self,
    PlateauReduction.self,
    ScheduleSequence.self, ScheduleProduct.self,
  ]

  /// The names of the curves that users may write.
  public static var names: [String] { curves.map { $0.name } }

  /// The schedule that a user wrote as `name` or `name:key=value,key=value`.
  ///
  /// - Throws: For an unknown name or key, text that is no number, or a number out of range.
  public init(_ text: String) throws(DescentError) {
    let limit = 8
    guard let depth = bracketDepth(text), depth <= limit else {
      throw DescentError(
        "schedule", expected: "brackets that match, at most \(limit) deep", found: "'\(text)'")
    }
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    guard let type = Self.curves.first(where: { $0.name == name }) else {
      throw .unknown("schedule", name, among: Self.names)
    }
    let items = parts.count == 1 ? [] : splitOutsideBrackets(parts[1], at: ",")
    let settings = try keyValues(items, of: name)
    try self.init(type, settings: settings)
    try curve.check()
  }

  private init<Curve: ScheduleCurve & Described>(
    _ type: Curve.Type, settings: [String: String]
  ) throws(DescentError) {
    var (curve, warmup, parts) = (Curve(), Warmup(), [Schedule]())
    let partsKeys = type is any CompositeCurve.Type ? ["of"] : []
    for (key, value) in settings.sorted(by: { $0.key < $1.key }) {
      switch key {
      case _ where Curve.keys.contains(key): try curve.set(key, to: value)
      case _ where partsKeys.contains(key): parts = try Self.parts(value, of: Curve.name)
      case _ where Warmup.keys.contains(key): try warmup.set(key, to: value)
      default: throw Curve.unknownKey(key, among: Curve.keys + partsKeys + Warmup.keys)
      }
    }
    for key in ["start", "warmup-shape"] where settings[key] != nil && warmup.steps == 0 {
      throw DescentError(
        "setting of schedule", expected: "warmup with \(key)", found: "\(key) alone")
    }
    if warmup.shape == .exponential && warmup.start == 0 {
      throw DescentError(
        "setting of schedule", expected: "start above 0 with warmup-shape=exponential",
        found: "start=0")
    }
    self.init(curve)
    if var composite = self.curve as? any CompositeCurve {
      composite.parts = parts
      self.curve = composite
    }
    self.warmup = warmup
  }

  /// The schedules of a list in brackets.
  private static func parts(_ text: String, of name: String) throws(DescentError) -> [Schedule] {
    guard text.hasPrefix("["), text.hasSuffix("]"), text.count > 2 else {
      throw DescentError(
        "of of \(name)", expected: "schedules in brackets, such as [linear;cosine]",
        found: "'\(text)'")
    }
    var schedules: [Schedule] = []
    for part in splitOutsideBrackets(text.dropFirst().dropLast(), at: ";") {
      schedules.append(try Schedule(part))
    }
    return schedules
  }
}

extension Schedule: CustomStringConvertible {
  /// The line from which the same schedule can be read, unless a closure is part of it.
  public var description: String {
    guard warmup.steps > 0 else { return curve.text }
    return curve.text + (curve.text.contains(":") ? "," : ":") + warmup.changedText
  }
}

/// How deep brackets are nested in `text`; nil if they do not match.
private func bracketDepth(_ text: String) -> Int? {
  var (depth, deepest) = (0, 0)
  for character in text {
    depth += character == "[" ? 1 : character == "]" ? -1 : 0
    if depth < 0 { return nil }
    deepest = max(deepest, depth)
  }
  return depth == 0 ? deepest : nil
}

/// The pieces of `text` between the separators that are in no brackets.
private func splitOutsideBrackets(_ text: Substring, at separator: Character) -> [String] {
  var (pieces, depth) = ([""], 0)
  for character in text {
    depth += character == "[" ? 1 : character == "]" ? -1 : 0
    if character == separator && depth == 0 {
      pieces.append("")
    } else {
      pieces[pieces.count - 1].append(character)
    }
  }
  return pieces
}
