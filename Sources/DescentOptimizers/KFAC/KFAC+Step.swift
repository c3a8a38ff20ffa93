import DescentCore
import Foundation

extension KFAC {
  public func step(_ state: inout State, _ oracle: inout Oracle) -> Outcome? {
    let programs = oracle.cached("\(Self.name) \(settingsText)") { objective in
      KFACPrograms(KFACStep(self, objective))
    }
    let isFirst = state.curvature == nil
    programs.bind(to: &state.curvature)
    let (number, point) = (state.iterate.step, state.iterate.point)
    if isFirst || number.isMultiple(of: Int(statisticsInterval)) {
      programs.updateStatistics(at: point, step: number)
      oracle.work += oracle.objective.curvatureRowCount
    }
    if isFirst || number.isMultiple(of: Int(inverseInterval)) {
      programs.updateInverses(damping: state.damping)
    }
    let report = programs.take(from: point, damping: state.damping)
    oracle.count(gradients: 1)
    // Two directions through the model.
    if rescales { oracle.work += oracle.objective.curvatureRowCount * 4 / 3 }
    state.iterate = Iterate(
      step: number + 1, point: report.point, value: report.value,
      gradient: state.iterate.gradient, gradientNorm: report.gradientNorm,
      learningRate: report.length)
    (state.ratio, state.momentum) = (.nan, report.momentum)
    guard report.value.isFinite, report.gradientNorm.isFinite else { return nil }
    if rescales, adaptsDamping, (number + 1).isMultiple(of: Int(adaptationInterval)),
      report.model < 0
    {
      state.ratio = (oracle.value(at: report.point) - report.value) / report.model
      adapt(&state.damping, to: state.ratio)
    }
    return nil
  }

  /// Martens & Grosse 2015, section 6.5.
  func adapt(_ damping: inout Double, to ratio: Double) {
    damping = adapted(
      damping, to: ratio, by: pow(19.0 / 20, adaptationInterval), atLeast: leastDamping)
  }
}
