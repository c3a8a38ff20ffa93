import DescentCore

extension LBFGS {
  /// Goes along one direction.
  ///
  /// - Returns: Why that is not possible, if so; the state is then as it was.
  func iterate(_ state: inout State, _ policy: StepPolicy, _ oracle: inout Oracle) -> Outcome? {
    let gradient = state.iterate.gradient.doubles
    var pairs = state.pairs
    var line = Line(from: state.iterate, along: direction(gradient, pairs, state))
    if let change = round.toleranceChange, line.slope > -change {
      return .converged(
        "slope \(line.slope.threeDigits) along the direction within \(change.threeDigits)")
    }
    var trial: Trial?
    if !isSafeguarded || line.slope < 0 {
      trial = policy.search(&line, after: state.last?.step, &oracle)
    }
    var failed: Line?
    if trial == nil, isSafeguarded, !pairs.isEmpty {
      failed = line
      pairs = CurvaturePairs()
      line = Line(from: state.iterate, along: direction(gradient, pairs, state))
      trial = policy.search(&line, after: nil, &oracle)
    }
    guard let trial else { return line.failure(after: failed) }
    var watch = state.watch
    if isSafeguarded, watch.isOver(after: trial, on: line) {
      return line.roundingReached(at: trial.length)
    }
    let s = difference(trial.iterate.point, state.iterate.point)
    let y = difference(trial.iterate.gradient, state.iterate.gradient)
    pairs.add(s: s, y: y, keeping: Int(memory), isScaled: isScaled, if: pairTest)
    state = State(
      iterate: trial.iterate, pairs: pairs, watch: watch, last: (LastStep(trial, on: line), norm(s))
    )
    return nil
  }

  /// −H·g; −g within limits while nothing is known of H.
  private func direction(_ g: [Double], _ pairs: CurvaturePairs, _ state: State) -> [Double] {
    var d = pairs.product(with: g)
    let isFirst = state.last == nil
    let isLimited = isScaled && pairs.isEmpty && (isFirst || isSafeguarded)
    multiply(&d, by: isLimited ? -limit(g, reach: state.last?.distance ?? 1) : -1)
    return d
  }

  /// What makes the gradient no longer than `reach`.
  private func limit(_ g: [Double], reach: Double) -> Double {
    switch firstStep {
    case .norm: min(1, reach / norm(g))
    case .sum: min(1, reach / g.reduce(0) { $0 + abs($1) })
    case .none: 1
    }
  }
}
