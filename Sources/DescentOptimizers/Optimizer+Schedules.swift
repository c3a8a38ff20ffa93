public import DescentCore

extension Optimizer {
  /// The keys of the numbers, beside the learning rate, that change from step to step.
  package var scheduledKeys: [String] { schedules.keys.sorted() }

  /// The learning rate in force at a step, 0 for the first, and the factors of the numbers of
  /// `scheduledKeys`.
  package func numbers(at step: Int) -> [Double] {
    [learningRate(at: step)] + scheduledKeys.map { schedules[$0]?.factor(at: step) ?? 1 }
  }

  /// A copy in which the factors of `scheduledKeys` are the inputs from `index` on of the program
  /// that is being traced.
  package func bound(toInputsFrom index: Int) -> Optimizer {
    var copy = self
    for (offset, key) in scheduledKeys.enumerated() {
      copy.treatment = copy.treatment.bindingAny(key, toInput: index + offset) ?? copy.treatment
      for k in groups.indices {
        let group = copy.groups[k].treatment
        copy.groups[k].treatment = group.bindingAny(key, toInput: index + offset) ?? group
      }
    }
    return copy
  }

  /// Sets the schedule of a number of the rule, or of what is around it.
  ///
  /// - Throws: If there is no such number, or it cannot change during a run.
  public mutating func setSchedule(_ schedule: Schedule, of key: String) throws(DescentError) {
    guard treatment.bindingAny(key, toInput: 0) != nil else {
      throw DescentError(
        "schedule of \(key)", expected: "a number of \(type(of: rule).name) that may change",
        found: "'\(key)'")
    }
    schedules[key] = schedule
  }

  /// The optimizer of a run of at most `totalSteps` steps.
  public func resolved(totalSteps: Int) -> Optimizer {
    var optimizer = self
    optimizer.schedule = schedule.resolved(totalSteps: totalSteps)
    optimizer.schedules = schedules.mapValues { $0.resolved(totalSteps: totalSteps) }
    var steps = totalSteps
    for index in optimizer.wrappers.indices {
      optimizer.wrappers[index] = wrappers[index].resolved(totalSteps: steps)
      steps /= wrappers[index].stride
    }
    return optimizer
  }
}
