import DescentCore

/// A step within the trust region, and within bounds.
struct BoundedStep {
  /// p.
  private(set) var p: [Double]
  /// ‖D·p‖.
  private(set) var length: Double

  /// - Returns: nil if the Jacobian is not finite.
  init?(
    _ state: LevenbergMarquardt.State, _ path: LevenbergMarquardt.Path, within radius: Double,
    _ bounds: Bounds?
  ) {
    let (model, scale, n) = (state.model, state.scale, state.model.columns)
    guard let bounds else {
      guard let problem = DampedLeastSquares(model.residuals, model.jacobian, scale: scale) else {
        return nil
      }
      let step = problem.step(path, within: radius)
      (p, length) = (step.p, step.length)
      return
    }
    let x = state.iterate.point.doubles
    var free = bounds.free(model.gradient, at: x)
    p = [Double](repeating: 0, count: n)
    // Every round puts at least one variable on its bound.
    for _ in 0..<n where free.contains(true) {
      let columns = (0..<n).filter { free[$0] }
      var jacobian: [Double] = []
      for i in 0..<model.rows { for k in columns { jacobian.append(model.jacobian[i * n + k]) } }
      let fixed = zip(p, free).map { $1 ? 0 : $0 }
      let r = zip(model.residuals, model.product(fixed)).map { $0 + $1 }
      guard let problem = DampedLeastSquares(r, jacobian, scale: columns.map { scale[$0] }) else {
        return nil
      }
      let step = problem.step(path, within: radius)
      var isInside = true
      for (c, k) in columns.enumerated() {
        let target = x[k] + step.p[c]
        p[k] = min(max(target, bounds.lower[k]), bounds.upper[k]) - x[k]
        if target < bounds.lower[k] || target > bounds.upper[k] {
          free[k] = false
          isInside = false
        }
      }
      if isInside { break }
    }
    length = norm(zip(scale, p).map { $0 * $1 })
    // Where clipping has spoiled the step, the steepest way down within the bounds is one.
    if model.predictedFall(p) <= 0 { cauchy(model, scale, x, radius, bounds) }
  }

  /// The best of ever shorter steps along the projected negative gradient.
  private mutating func cauchy(
    _ model: LinearizedResiduals, _ scale: [Double], _ x: [Double], _ radius: Double,
    _ bounds: Bounds
  ) {
    let d = zip(model.gradient, scale).map { -$0 / ($1 * $1) }
    let size = norm(zip(scale, d).map { $0 * $1 })
    guard size > 0 else { return }
    var t = radius / size
    for _ in 0..<60 {
      p = zip(bounds.projection(of: zip(x, d).map { $0 + t * $1 }), x).map { $0 - $1 }
      if model.predictedFall(p) > 0 { break }
      t *= 0.5
    }
    length = norm(zip(scale, p).map { $0 * $1 })
  }
}

extension DampedLeastSquares {
  /// The step of a kind that is no longer than `radius`.
  fileprivate func step(
    _ path: LevenbergMarquardt.Path, within radius: Double
  ) -> (p: [Double], length: Double) {
    switch path {
    case .damped:
      let step = step(within: radius)
      return (step.p, step.length)
    case .dogleg: return dogleg(within: radius)
    case .shortened:
      let full = step(damping: 0)
      let part = min(1, radius / full.length)
      return full.length > 0 ? (full.p.map { part * $0 }, part * full.length) : full
    }
  }
}
