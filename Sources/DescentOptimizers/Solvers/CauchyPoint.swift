/// The first local minimum of the model along the projected gradient path.
///
///     x(t) = P(x − t·g)     q(x(t)) = gᵀ(x(t) − x) + ½·(x(t) − x)ᵀB·(x(t) − x)
///
/// Byrd, Lu, Nocedal & Zhu 1995, Algorithm CP: from one length at which a variable meets its bound
/// to the next, as long as the model falls.
struct CauchyPoint {
  /// xᶜ.
  private(set) var point: [Double]
  /// c = Wᵀ(xᶜ − x).
  private(set) var c: [Double]
  /// Which variables are not at a bound.
  private(set) var isFree: [Bool]

  init(at x: [Double], gradient g: [Double], _ hessian: CompactHessian, _ bounds: Bounds) {
    point = x
    c = [Double](repeating: 0, count: 2 * hessian.count)
    isFree = [Bool](repeating: true, count: x.count)
    var d = [Double](repeating: 0, count: x.count)
    var queue = BreakpointQueue()
    for k in x.indices {
      let t =
        g[k] < 0
        ? (x[k] - bounds.upper[k]) / g[k]
        : g[k] > 0 ? (x[k] - bounds.lower[k]) / g[k] : .infinity
      if t > 0 { d[k] = -g[k] } else { isFree[k] = false }
      if t > 0, t.isFinite { queue.append(t, k) }
    }
    queue.order()
    follow(&d, g, x, &queue, hessian, bounds)
  }

  private mutating func follow(
    _ d: inout [Double], _ g: [Double], _ x: [Double], _ queue: inout BreakpointQueue,
    _ hessian: CompactHessian, _ bounds: Bounds
  ) {
    var p = hessian.transposedProduct(d)
    var slope = -dot(d, d)
    guard slope < 0 else { return }
    var bend = -hessian.theta * slope - dot(p, hessian.middle(p))
    // Rounding must not make the model bend down: a part of the first bend stays.
    let leastBend = 0x1p-52 * -hessian.theta * slope
    bend = max(bend, leastBend)
    var (reached, best) = (0.0, -slope / bend)
    while let (t, b) = queue.first, best >= t - reached {
      queue.removeFirst()
      let dt = t - reached
      point[b] = d[b] > 0 ? bounds.upper[b] : bounds.lower[b]
      let z = point[b] - x[b]
      for i in c.indices { c[i] += dt * p[i] }
      let w = hessian.row(b)
      let mw = hessian.middle(w)
      slope += dt * bend + g[b] * g[b] + hessian.theta * g[b] * z - g[b] * dot(mw, c)
      bend -= hessian.theta * g[b] * g[b] + 2 * g[b] * dot(mw, p) + g[b] * g[b] * dot(w, mw)
      bend = max(bend, leastBend)
      for i in p.indices { p[i] += g[b] * w[i] }
      (d[b], isFree[b]) = (0, false)
      (reached, best) = (t, slope < 0 ? -slope / bend : 0)
      if slope >= 0 { break }
    }
    let rest = max(best, 0)
    reached += rest
    for k in x.indices where isFree[k] { point[k] = bounds.clamped(x[k] + reached * d[k], k) }
    for i in c.indices { c[i] += rest * p[i] }
  }
}

/// The lengths at which variables meet their bounds, the shortest first: a binary heap, as few of
/// them are asked for.
struct BreakpointQueue {
  private var items: [(t: Double, variable: Int)] = []

  var first: (t: Double, variable: Int)? { items.first }

  /// Adds one; `order` has to follow.
  mutating func append(_ t: Double, _ variable: Int) { items.append((t, variable)) }

  mutating func order() {
    for k in stride(from: items.count / 2 - 1, through: 0, by: -1) { sink(k) }
  }

  mutating func removeFirst() {
    guard let last = items.popLast() else { return }
    guard !items.isEmpty else { return }
    items[0] = last
    sink(0)
  }

  private mutating func sink(_ start: Int) {
    var k = start
    while true {
      let (left, right) = (2 * k + 1, 2 * k + 2)
      var least = k
      if left < items.count, items[left].t < items[least].t { least = left }
      if right < items.count, items[right].t < items[least].t { least = right }
      if least == k { return }
      items.swapAt(k, least)
      k = least
    }
  }
}
