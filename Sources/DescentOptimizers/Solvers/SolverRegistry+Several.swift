public import DescentCore

extension SolverRegistry {
  /// The methods of these names, each with those of the settings that it has.
  ///
  /// - Throws: For an unknown or repeated name, a key that none of the methods has, a learning rate
  ///   or schedule where none is an update rule.
  public static func make(
    _ names: [String], settings: [String], learningRate: Double? = nil, schedule: String? = nil
  ) throws(DescentError) -> [any Solver] {
    for name in names { _ = try settingKeys(of: name) }
    guard Set(names).count == names.count else {
      throw DescentError(
        "--optimizer", expected: "each name once", found: names.joined(separator: ","))
    }
    let course = try schedule.map { text throws(DescentError) in try Schedule(text) }
    let flag = learningRate != nil ? "--learning-rate" : "--schedule"
    guard names.contains(where: isRule) || (learningRate == nil && course == nil) else {
      throw DescentError(
        flag, expected: "an update rule to go with it", found: names.joined(separator: ","))
    }
    try checkKeys(of: settings, names)
    var solvers: [any Solver] = []
    for name in names {
      let keys = try settingKeys(of: name)
      let own = names.count == 1 ? settings : settings.filter { keys.contains(key(of: $0)) }
      let solver = try make(
        name, settings: own, learningRate: learningRate, schedule: course)
      solvers.append(solver)
    }
    return solvers
  }

  /// Every key must be one of some method.
  private static func checkKeys(
    of settings: [String], _ names: [String]
  ) throws(DescentError) {
    guard names.count > 1 else { return }
    let subject = names.joined(separator: ",")
    let given = try keyValues(settings, of: subject)
    var known: [String] = []
    for name in names { known += try settingKeys(of: name) }
    for key in given.keys.sorted() where !known.contains(key) {
      throw .unknown("setting of \(subject)", key, among: Array(Set(known)))
    }
  }

  private static func key(of setting: String) -> String {
    setting.split(separator: "=", maxSplits: 1).first.map(String.init) ?? ""
  }
}
