import DescentCore

/// n + 1 points of n variables, and the values there; the best first once they are sorted.
struct Simplex {
  struct Vertex {
    var point: [Double]
    /// Infinite where it is no number.
    var value: Double
  }

  private(set) var vertices: [Vertex]
  private let dtype: DType

  /// A point, and one for every variable in which that variable is moved by an edge.
  ///
  /// - Parameter value: The value at the point, if it is known.
  init(around point: NDArray, edge: Double, value: Double? = nil, _ oracle: inout Oracle) {
    let bounds = oracle.objective.bounds
    let x = bounds?.projection(of: point.doubles) ?? point.doubles
    let size = largest(x)
    (vertices, dtype) = ([], point.dtype)
    vertices.append(Vertex(point: x, value: value ?? self.value(at: x, &oracle)))
    for k in x.indices {
      var y = x
      y[k] += edge * (x[k] != 0 ? x[k] : size > 0 ? size : 1)
      // Where a bound is in the way, to the other side.
      if let bounds, bounds.clamped(y[k], k) != y[k] {
        y[k] = bounds.clamped(2 * x[k] - y[k], k)
      }
      vertices.append(Vertex(point: y, value: self.value(at: y, &oracle)))
    }
  }

  var best: Vertex { vertices[0] }

  /// The largest distance of a variable from the best vertex, over the largest variable or 1.
  var largestEdge: Double {
    let x = best.point
    let edge = vertices.dropFirst().map { vertex in
      x.indices.reduce(0) { max($0, abs(vertex.point[$1] - x[$1])) }
    }
    return (edge.max() ?? 0) / max(1, largest(x))
  }

  /// The largest difference from the best value, over that or 1.
  var spread: Double {
    ((vertices.last?.value ?? 0) - best.value) / max(1, abs(best.value))
  }

  /// The best vertex; its gradient is not known.
  func iterate(step: Int) -> Iterate {
    let unknown = [Double](repeating: .nan, count: best.point.count)
    return Iterate(
      step: step, point: NDArray(best.point).converted(to: dtype), value: best.value,
      gradient: NDArray(unknown).converted(to: dtype), gradientNorm: .nan,
      learningRate: largestEdge)
  }

  /// The best first; of equals, the older.
  mutating func sort() { vertices.sort { $0.value < $1.value } }

  private func value(at point: [Double], _ oracle: inout Oracle) -> Double {
    let value = oracle.value(at: NDArray(point).converted(to: dtype))
    return value.isNaN ? .infinity : value
  }

  /// One iteration: the worst vertex is replaced, or all but the best are drawn to it.
  mutating func move(_ by: SimplexCoefficients, _ oracle: inout Oracle) {
    let (n, worst) = (vertices.count - 1, vertices[vertices.count - 1])
    var center = [Double](repeating: 0, count: n)
    for vertex in vertices.dropLast() { accumulate(1 / Double(n), vertex.point, into: &center) }
    let reflected = vertex(center, worst, by.reflection, &oracle)
    if reflected.value < best.value {
      let expanded = vertex(center, worst, by.reflection * by.expansion, &oracle)
      return replaceWorst(by: expanded.value < reflected.value ? expanded : reflected)
    }
    if n > 1 ? reflected.value < vertices[n - 1].value : false {
      return replaceWorst(by: reflected)
    }
    let isOutside = reflected.value < worst.value
    let contracted = vertex(
      center, worst, (isOutside ? by.reflection : -1) * by.contraction, &oracle)
    if isOutside ? contracted.value <= reflected.value : contracted.value < worst.value {
      return replaceWorst(by: contracted)
    }
    shrink(by.shrinkage, &oracle)
  }

  /// x̄ + c·(x̄ − xₙ₊₁)
  private func vertex(
    _ center: [Double], _ worst: Vertex, _ c: Double, _ oracle: inout Oracle
  ) -> Vertex {
    var point = center
    for k in point.indices { point[k] += c * (center[k] - worst.point[k]) }
    if let bounds = oracle.objective.bounds { point = bounds.projection(of: point) }
    return Vertex(point: point, value: value(at: point, &oracle))
  }

  /// Among equals the new vertex is the last.
  private mutating func replaceWorst(by vertex: Vertex) {
    vertices.removeLast()
    let place = vertices.firstIndex { vertex.value < $0.value } ?? vertices.count
    vertices.insert(vertex, at: place)
  }

  private mutating func shrink(_ sigma: Double, _ oracle: inout Oracle) {
    let x = best.point
    for i in vertices.indices.dropFirst() {
      for k in x.indices {
        vertices[i].point[k] = x[k] + sigma * (vertices[i].point[k] - x[k])
      }
      vertices[i].value = value(at: vertices[i].point, &oracle)
    }
    sort()
  }
}

/// ρ, χ, γ and σ.
struct SimplexCoefficients: Hashable {
  var reflection = 1.0
  var expansion = 2.0
  var contraction = 0.5
  var shrinkage = 0.5

  /// The usual ones, or those of Gao & Han for n variables, which for n = 2 are the same.
  init(count: Int, _ isAdaptive: Bool) {
    guard isAdaptive, count > 1 else { return }
    let n = Double(count)
    (expansion, contraction, shrinkage) = (1 + 2 / n, 0.75 - 1 / (2 * n), 1 - 1 / n)
  }
}
