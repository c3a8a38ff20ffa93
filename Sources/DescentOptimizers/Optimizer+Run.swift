package import DescentCore

// What depends on the run that an optimizer is for.

extension Optimizer {
  /// The optimizer of a run whose steps have so many examples.
  package func resolved(batchSize: Int) -> Optimizer {
    var optimizer = self
    optimizer.rule = rule.resolved(batchSize: batchSize)
    for index in groups.indices {
      optimizer.groups[index].treatment.rule =
        groups[index].treatment.rule.resolved(batchSize: batchSize)
    }
    return optimizer
  }

  /// Throws if a run of `totalSteps` steps is over before the first update.
  package func checkLength(totalSteps: Int) throws(DescentError) {
    var stride = 1.0
    for wrapper in wrappers {
      stride *= Double(wrapper.stride)
      guard stride > Double(totalSteps) else { continue }
      throw DescentError(
        "wrapper \(type(of: wrapper).name)",
        expected: "an update within the run's \(totalSteps) step\(totalSteps == 1 ? "" : "s")",
        found: "the first at step \(stride.shortText)")
    }
  }

  /// The group with the largest of the learning rates by which parameters are moved, and how many
  /// times the optimizer's that is; no group where it is the optimizer's own.
  package func fastestGroup(in layout: VariableLayout) -> (pattern: String?, factor: Double) {
    let rates = layout.entries.map { entry in
      let group = groups.last { $0.contains(entry.name) }
      let treatment = group?.treatment ?? treatment
      return (pattern: group?.pattern, rate: treatment.isFrozen ? 0 : treatment.learningRate)
    }
    let fastest = rates.max { $0.rate < $1.rate }
    guard let fastest, let pattern = fastest.pattern, fastest.rate != learningRate, learningRate > 0
    else {
      return (nil, 1)
    }
    return (pattern, fastest.rate / learningRate)
  }
}
