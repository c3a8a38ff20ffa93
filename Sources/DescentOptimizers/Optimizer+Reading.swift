public import DescentCore

/// What users write about an optimizer, beside its rule and numbers.
extension Optimizer {
  /// Puts a wrapper at its place among those that are there, as the registry has it; one that is
  /// not in the registry comes innermost.
  ///
  /// - Throws: If there is one of the same name, or one of the same role.
  public mutating func wrap(_ wrapper: any Wrapper) throws(DescentError) {
    let (name, role) = (type(of: wrapper).name, type(of: wrapper).role)
    if wrappers.contains(where: { type(of: $0).name == name }) {
      throw DescentError("wrapper \(name)", expected: "to be given once", found: "twice")
    }
    if let role, let other = wrappers.first(where: { type(of: $0).role == role }) {
      throw DescentError(
        "wrapper \(name)", expected: "to be the only \(role)", found: type(of: other).name)
    }
    let place = Self.place(of: wrapper)
    let index = wrappers.firstIndex { Self.place(of: $0) > place } ?? wrappers.count
    wrappers.insert(wrapper, at: index)
  }

  private static func place(of wrapper: any Wrapper) -> Int {
    WrapperRegistry.names.firstIndex(of: type(of: wrapper).name) ?? .max
  }

  /// Puts the average of the iterates around that a user wrote as `ema:0.999`, `swa` or `polyak`.
  ///
  /// - Throws: For another name, or text that is no decay.
  public mutating func average(_ text: String) throws(DescentError) {
    let names = [EMA.name, SWA.name, PolyakAverage.name]
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      .map(String.init)
    guard let name = parts.first, names.contains(name) else {
      throw .unknown("average", text, among: names)
    }
    let isDecay = name == EMA.name && parts.count == 2 && Double(parts[1]) != nil
    try wrap(WrapperRegistry.make(text: isDecay ? "\(name):decay=\(parts[1])" : text))
  }

  /// Adds the group that a user wrote as `PATTERN: key=value, key=value`.
  ///
  /// What is not said about it is as for all parameters. `optimizer=NAME` is another rule, with that
  /// rule's learning rate.
  ///
  /// - Throws: For an unknown key, text that is no value in its range, or a second group of the same
  ///   pattern.
  public mutating func addGroup(_ text: String) throws(DescentError) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      .map { $0.trimmed }
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
      throw DescentError(
        "group", expected: "a pattern of names and settings, such as '*.bias: weight-decay=0'",
        found: "'\(text)'")
    }
    let subject = "group '\(parts[0])'"
    if groups.contains(where: { $0.pattern == parts[0] }) {
      throw DescentError(subject, expected: "to be given once", found: "twice")
    }
    let items = parts[1].split(separator: ",", omittingEmptySubsequences: false)
    var settings = try keyValues(items.map { $0.withoutBlanksAtSign }, of: subject)
    var group = treatment
    group.unmasked = Set(settings.keys)
    if let name = settings.removeValue(forKey: "optimizer") {
      let rule = try OptimizerRegistry.make(name)
      (group.rule, group.learningRate) = (rule, type(of: rule).defaultLearningRate)
    }
    for (key, value) in settings.sorted(by: { $0.key < $1.key }) {
      do throws(DescentError) {
        try group.setAny(key, to: value)
      } catch {
        var error = error
        error.subject += " in \(subject)"
        throw error
      }
    }
    groups.append(ParameterGroup(parts[0], group))
  }

  /// Sets schedules that a user wrote as `SPEC` for the learning rate or `KEY=SPEC` for another
  /// number.
  ///
  /// - Returns: Whether the learning rate's is among them.
  /// - Throws: For a text that is no schedule, a number that may not change, or one that has two.
  @discardableResult
  public mutating func setSchedules(_ texts: [String]) throws(DescentError) -> Bool {
    var keys: [String] = []
    for text in texts {
      let (key, specification) = Self.keyedSchedule(text)
      let schedule = try Schedule(specification)
      if keys.contains(key) {
        throw DescentError("schedule of \(key)", expected: "to be given once", found: "twice")
      }
      keys.append(key)
      if key == Self.rateKey {
        self.schedule = schedule
      } else {
        try setSchedule(schedule, of: key)
      }
    }
    return keys.contains(Self.rateKey)
  }

  private static let rateKey = "learning-rate"

  /// `KEY=SPEC` in two, where an equals sign comes before any colon.
  private static func keyedSchedule(_ text: String) -> (key: String, specification: String) {
    let head = text.prefix { $0 != ":" && $0 != "," && $0 != "(" }
    guard let equals = head.firstIndex(of: "=") else { return (rateKey, text) }
    return (String(text[..<equals]), String(text[text.index(after: equals)...]))
  }
}

extension Substring {
  /// `key = value` without the blanks around each.
  fileprivate var withoutBlanksAtSign: String {
    split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(\.trimmed)
      .joined(separator: "=")
  }

  /// Without blanks at its ends.
  fileprivate var trimmed: String {
    let start = drop { $0.isWhitespace }
    return String(start.reversed().drop { $0.isWhitespace }.reversed())
  }
}
