import DescentCore

extension KrylovSubspaceDescent {
  public func step(_ state: inout State, _ oracle: inout Oracle) -> Outcome? {
    let start = state.iterate
    guard let directions = directions(state, &oracle) else {
      return .stalled("the curvature at step \(start.step) is not finite: there is no space")
    }
    let room = Int(dimension) + 1
    let restriction = oracle.cached("\(Self.name), \(room) directions") {
      RestrictedFunction($0, room: room)
    }
    let (c, iterations) = restriction.minimum(
      from: start.point, along: directions, iterations: Int(iterations), tolerance: tolerance,
      &oracle)
    var step = [Double](repeating: 0, count: start.point.count)
    for (part, direction) in zip(c.point, directions) { accumulate(part, direction, into: &step) }
    let point = sum(start.point, 1, step)
    guard c.value <= start.value, point != start.point else {
      return .stalled("no point of the space is better than the one it is around")
    }
    state.iterate.point = point
    state.iterate.value = c.value
    state.iterate.step += 1
    state.iterate.learningRate = norm(c.point)
    state.last = NDArray(step).converted(to: point.dtype)
    state.report = (directions.count, iterations)
    return nil
  }

  /// U, a direction a row; nil where a product is not finite.
  private func directions(_ state: State, _ oracle: inout Oracle) -> [[Double]]? {
    let (point, gradient) = (state.iterate.point, state.iterate.gradient.doubles)
    let scale = preconditions ? oracle.scale(at: point) : nil
    var (basis, products): ([[Double]], [[Double]]) = ([], [])
    // Takes what is new in v into the space; whether there is anything.
    func add(_ v: [Double]) -> Bool {
      let length = norm(v)
      var rest = orthogonalized(v, against: basis).rest
      guard length > 0, norm(rest) > Self.leastNew * length else { return false }
      multiply(&rest, by: 1 / norm(rest))
      let v = NDArray(rest).converted(to: point.dtype)
      basis.append(rest)
      products.append(oracle.product(curvature, at: point, along: v).doubles)
      return true
    }
    while basis.count < Int(dimension) {
      guard add((products.last ?? gradient).divided(by: scale)) else { break }
    }
    if let last = state.last { _ = add(last.doubles) }
    return conjugate(basis, products)
  }

  /// Directions that H makes orthogonal, and of length 1 but for those of little curvature.
  private func conjugate(_ basis: [[Double]], _ products: [[Double]]) -> [[Double]]? {
    let m = basis.count
    var matrix = [Double](repeating: 0, count: m * m)
    for i in 0..<m {
      for j in 0...i {
        let entry = 0.5 * (dot(basis[i], products[j]) + dot(basis[j], products[i]))
        (matrix[i * m + j], matrix[j * m + i]) = (entry, entry)
      }
    }
    guard m > 0, let eigen = SymmetricEigen(matrix, order: m) else { return nil }
    let least = max(floor * largest(eigen.values), .leastNormalMagnitude)
    return (0..<m).map { i in
      var direction = [Double](repeating: 0, count: basis[0].count)
      let length = 1 / max(abs(eigen.values[i]), least).squareRoot()
      for k in 0..<m { accumulate(length * eigen.vectors[i * m + k], basis[k], into: &direction) }
      return direction
    }
  }

  /// The part of a vector that has to be new: what is less is rounding.
  private static var leastNew: Double { 1e-6 }
}

extension Oracle {
  /// D: the mean squares of the gradients of the curvature's rows, at least a part of the largest.
  fileprivate mutating func scale(at point: NDArray) -> [Double] {
    let squares = inverseScale(at: point, damping: 1e-30, exponent: 1).doubles.map { 1 / $0 }
    let least = 1e-4 * largest(squares)
    return squares.map { max($0, least) }
  }
}
