extension Optimizer {
  /// Lets all schedules take note of a value that is to fall.
  package mutating func observe(_ value: Double) {
    schedule.observe(value)
    for key in schedules.keys { schedules[key]?.observe(value) }
  }

  /// What the schedules remember of the values, by the number whose they are; without those that
  /// do not depend on them.
  package var scheduleMemory: [String: [Double]] {
    get {
      let all = schedules.mapValues(\.memory).merging(["learning-rate": schedule.memory]) { $1 }
      return all.filter { !$0.value.isEmpty }
    }
    set {
      schedule.memory = newValue["learning-rate"] ?? []
      for key in schedules.keys { schedules[key]?.memory = newValue[key] ?? [] }
    }
  }
}
