import DescentCore

/// The inverse Hessian as L-BFGS remembers it: by the last changes of point and gradient.
///
///     H₀ = γ·I     Hᵢ₊₁ = (I − ρᵢ·sᵢ·yᵢᵀ)·Hᵢ·(I − ρᵢ·yᵢ·sᵢᵀ) + ρᵢ·sᵢ·sᵢᵀ     ρᵢ = 1/(yᵢᵀsᵢ)
///
/// Nocedal 1980; the product with a vector is Algorithm 7.4, and γ = sᵀy/yᵀy of the last pair
/// (7.20), of Nocedal & Wright 2006.
struct CurvaturePairs {
  private struct Pair {
    let s, y: [Double]
    /// 1/(yᵀs), or 0 where that is 0: then the pair says nothing.
    let rho: Double
  }

  /// γ.
  private(set) var scale = 1.0
  private var pairs: [Pair] = []

  var isEmpty: Bool { pairs.isEmpty }
  var count: Int { pairs.count }

  /// Adds what a step has shown if `test` lets it, and forgets all but the last `count` pairs.
  ///
  /// - Parameter isScaled: Whether γ becomes that of this pair.
  mutating func add(
    s: [Double], y: [Double], keeping count: Int, isScaled: Bool, if test: PairTest
  ) {
    let (product, square) = (dot(y, s), dot(y, y))
    guard test.admits(product, s: { norm(s) }, y: square.squareRoot()) else { return }
    if pairs.count >= count { pairs.removeFirst(pairs.count - count + 1) }
    pairs.append(Pair(s: s, y: y, rho: product == 0 ? 0 : 1 / product))
    if isScaled { scale = square > 0 ? product / square : 1 }
  }

  /// H·v, in two loops over the pairs; each change of r and the product after it are one pass over
  /// memory, which for many variables is what the time goes into.
  func product(with v: [Double]) -> [Double] {
    var r = v
    guard let last = pairs.last else {
      multiply(&r, by: scale)
      return r
    }
    var alphas = [Double](repeating: 0, count: pairs.count)
    var product = dot(last.s, r)
    for i in pairs.indices.reversed() {
      alphas[i] = pairs[i].rho * product
      let isFirst = i == 0
      product = accumulate(
        -alphas[i], pairs[i].y, into: &r, times: isFirst ? scale : 1,
        thenDot: isFirst ? pairs[0].y : pairs[i - 1].s)
    }
    for i in pairs.indices {
      let beta = alphas[i] - pairs[i].rho * product
      guard i + 1 < pairs.count else {
        accumulate(beta, pairs[i].s, into: &r)
        break
      }
      product = accumulate(beta, pairs[i].s, into: &r, thenDot: pairs[i + 1].y)
    }
    return r
  }
}

/// Which changes of point and gradient are remembered: the curvature yᵀs along a step has to be
/// positive for directions to lead down.
public struct PairTest: Sendable, Hashable {
  /// What the curvature is compared with.
  public enum Rule: String, SettingChoice {
    /// yᵀs > ε·‖s‖·‖y‖, whatever the units.
    case relative
    /// yᵀs > ε, as in PyTorch.
    case absolute
    /// Nothing, as in Optax.
    case none
  }

  /// What it is compared with.
  public var rule = Rule.relative
  /// ε.
  public var least = 1e-10

  func admits(_ product: Double, s: () -> Double, y: Double) -> Bool {
    switch rule {
    case .relative: product > least * s() * y
    case .absolute: product > least
    case .none: true
    }
  }
}

extension CurvaturePairs {
  /// The pairs, for a state that is saved: s and y in rows.
  var stored: [String: NDArray] {
    guard let first = pairs.first else { return [:] }
    let shape: Shape = [pairs.count, first.s.count]
    return [
      "steps": NDArray(pairs.flatMap(\.s), shape: shape),
      "changes": NDArray(pairs.flatMap(\.y), shape: shape),
      "inverses": NDArray(pairs.map(\.rho)), "scaling": NDArray(scalar: scale),
    ]
  }

  /// The pairs of `count` numbers each among what was saved.
  init(_ memory: [String: NDArray], count: Int) throws(DescentError) {
    guard memory["inverses"] != nil else { return }
    let rho = try memory.array("inverses").doubles
    let s = try memory.array("steps", shape: [rho.count, count]).doubles
    let y = try memory.array("changes", shape: [rho.count, count]).doubles
    scale = try memory.number("scaling")
    pairs = rho.indices.map { k in
      let row = k * count..<(k + 1) * count
      return Pair(s: Array(s[row]), y: Array(y[row]), rho: rho[k])
    }
  }
}
