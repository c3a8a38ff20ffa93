import DescentCore
import DescentOptimizers
import Testing

@Suite struct ReduceOnPlateauTests {
  /// The learning rates of SGD, whose rate is 1, when the value is what is given: by `Stepper` it
  /// is the square of the gradient.
  private func rates(_ values: [Double], _ change: (inout ReduceOnPlateau) -> Void) -> [Double] {
    let optimizer = Optimizer(SGD(), learningRate: 1, wrappers: [ReduceOnPlateau.with(change)])
    var stepper = Stepper(optimizer, start: NDArray([0.0]))
    return values.map { value in
      let before = stepper.parameters.doubles[0]
      let g = value.squareRoot()
      stepper.advance([g])
      return (before - stepper.parameters.doubles[0]) / g
    }
  }

  @Test func `it is cut when as many values as patience says were no better`() {
    let found = rates([4, 1, 1, 1, 1, 1, 1]) { ($0.factor, $0.patience) = (0.5, 2) }
    expectClose([found], [[1, 1, 1, 0.5, 0.5, 0.25, 0.25]], relative: 1e-14)
  }

  @Test func `a better value must be better by the tolerances`() {
    let relative = rates([100, 96, 100, 100]) {
      ($0.factor, $0.patience, $0.relative) = (0.5, 2, 0.05)
    }
    expectClose([relative], [[1, 1, 0.5, 0.5]], relative: 1e-14)
    let absolute = rates([100, 96, 100, 100]) {
      ($0.factor, $0.patience, $0.absolute) = (0.5, 2, 5)
    }
    expectClose([absolute], [[1, 1, 0.5, 0.5]], relative: 1e-14)
    let better = rates([100, 94, 100, 100]) {
      ($0.factor, $0.patience, $0.relative) = (0.5, 2, 0.05)
    }
    expectClose([better], [[1, 1, 1, 0.5]], relative: 1e-14)
  }

  @Test func `values in the cooldown do not count, and it never falls below the lowest`() {
    let found = rates([Double](repeating: 1, count: 9)) {
      ($0.factor, $0.patience, $0.cooldown, $0.lowest) = (0.5, 1, 2, 0.3)
    }
    expectClose([found], [[1, 0.5, 0.5, 0.5, 0.3, 0.3, 0.3, 0.3, 0.3]], relative: 1e-14)
  }

  @Test func `a window of values counts as its mean`() {
    let found = rates([1, 9, 4, 6, 2, 8, 3, 3]) {
      ($0.factor, $0.patience, $0.window) = (0.5, 1, 2)
    }
    expectClose([found], [[1, 1, 1, 0.5, 0.5, 0.25, 0.25, 0.25]], relative: 1e-14)
  }
}
