import DescentCore

/// A function around a point, along a few directions: f(x + Σᵢ cᵢ·uᵢ) of c alone.
final class RestrictedFunction {
  private let point, directions: Feed
  private let room: Int
  private var oracle: Oracle

  /// - Parameter room: How many directions there may be.
  init(_ objective: Objective, room: Int) {
    let count = objective.layout.count
    let point = Feed(.init([count], objective.precision))
    let directions = Feed(.init([room, count], objective.precision))
    (self.point, self.directions, self.room) = (point, directions, room)
    var restricted = Objective(
      of: VariableLayout([("c", [1, room])]), precision: objective.precision,
      threads: objective.threads
    ) { objective(Tensor(point) + matmul($0["c"], Tensor(directions)).flattened) }
    restricted.rowCount = objective.rowCount
    oracle = Oracle(restricted)
  }

  /// The c at which BFGS ends, from 0 with the identity for its matrix.
  ///
  /// - Parameter outer: Where evaluations are counted.
  func minimum(
    from x: NDArray, along u: [[Double]], iterations: Int, tolerance: Double,
    _ outer: inout Oracle
  ) -> (c: (point: [Double], value: Double), iterations: Int) {
    let unused = [Double](repeating: 0, count: (room - u.count) * x.count)
    point.storage.copyBytes(from: x.storage)
    directions.storage.copyBytes(
      from: NDArray(u.flatMap { $0 } + unused).converted(to: x.dtype).storage)
    var bfgs = BFGS()
    bfgs.isScaled = false
    let (work, evaluations) = (oracle.work, oracle.evaluations)
    var state = bfgs.initialState(at: .zeros([room], x.dtype), &oracle)
    let target = tolerance * state.iterate.gradientNorm
    for _ in 0..<iterations where state.iterate.gradientNorm > target {
      let before = state
      if bfgs.step(&state, &oracle) != nil { break }
      if !state.iterate.isSound {
        state = before
        break
      }
    }
    outer.work += oracle.work - work
    outer.count(oracle.evaluations.since(evaluations))
    let end = state.iterate
    return ((end.point.doubles, end.value), end.step)
  }
}

extension Oracle.Evaluations {
  /// What has been computed beside that of an earlier count.
  fileprivate func since(_ earlier: Oracle.Evaluations) -> Oracle.Evaluations {
    Oracle.Evaluations(
      value: value - earlier.value, gradient: gradient - earlier.gradient,
      hessianVector: hessianVector - earlier.hessianVector)
  }
}
