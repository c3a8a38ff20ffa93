import DescentCore

/// A step down the gradient whose length a Lipschitz constant gives.
struct GradientStep {
  private let start: Iterate
  private let x, g: [Double]
  private let bounds: Bounds?

  /// P(x − g/L), and what it brings.
  struct Move {
    var lipschitz: Double
    /// x⁺ and x⁺ − x.
    var point, s: [Double]
    var value: Double
    /// −gᵀs − L/2·‖s‖², the least by which the value must fall.
    var fall: Double
    var isRounding: Bool
    var isEnough: Bool
  }

  init(from iterate: Iterate, _ bounds: Bounds?) {
    (start, x, g) = (iterate, iterate.point.doubles, iterate.gradient.doubles)
    self.bounds = bounds
  }

  /// The step for the first L in rising order that falls as far as it says; nil where there is none.
  func move(
    lipschitz first: (value: Double, mayFall: Bool), _ method: AcceleratedGradient,
    _ oracle: inout Oracle
  ) -> Move? {
    var move = attempt(first.value, &oracle)
    if first.mayFall {
      while move.isEnough, !move.isRounding, move.lipschitz > 1e-100 {
        let longer = attempt(move.lipschitz / method.increase, &oracle)
        guard longer.isEnough, longer.value < move.value else { break }
        move = longer
      }
    }
    while !move.isEnough {
      guard move.lipschitz < 1e100 else { return nil }
      move = attempt(move.lipschitz * method.increase, &oracle)
    }
    // Where values are rounding they say nothing about L: it stays as it was.
    if move.isRounding { move.lipschitz = max(move.lipschitz, first.value / method.decrease) }
    return move
  }

  private func attempt(_ lipschitz: Double, _ oracle: inout Oracle) -> Move {
    var point = x
    accumulate(-1 / lipschitz, g, into: &point)
    if let bounds { point = bounds.projection(of: point) }
    var s = point
    accumulate(-1, x, into: &s)
    let value = oracle.value(at: NDArray(point).converted(to: start.point.dtype))
    let fall = -dot(g, s) - lipschitz / 2 * dot(s, s)
    // A value may have lost ten bits more than its last to cancellation: an L that is doubled until
    // such a value falls would end all movement.
    let unit = (start.point.dtype == .float64 ? 0x1p-40 : 0x1p-16) * abs(start.value)
    let isRounding = fall <= unit
    // No number is not enough.
    let isEnough = value <= start.value - fall || (isRounding && value <= start.value + unit)
    return Move(
      lipschitz: lipschitz, point: point, s: s, value: value, fall: fall, isRounding: isRounding,
      isEnough: isEnough)
  }

  /// What is known at y, or, where that is not finite, without momentum.
  func iterate(at y: [Double], orAt move: Move, _ oracle: inout Oracle) -> Iterate {
    func evaluate(_ point: [Double]) -> Iterate {
      let inside = bounds.map { $0.projection(of: point) } ?? point
      return Iterate(
        at: NDArray(inside).converted(to: start.point.dtype), step: start.step + 1,
        learningRate: 1 / move.lipschitz, &oracle)
    }
    let iterate = evaluate(y)
    return iterate.isSound || y == move.point ? iterate : evaluate(move.point)
  }
}
