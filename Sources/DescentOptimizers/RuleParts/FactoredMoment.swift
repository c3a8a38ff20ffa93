import DescentCore

/// The running mean v of g², of a matrix kept as its means by rows and by columns.
///
///     vₜ = rₜ·cₜ/mean(rₜ)     the running mean itself where it is not factored
///
/// Shazeer & Stern 2018, arXiv:1804.04235, Algorithm 2; of more than two axes the last two.
public struct FactoredMoment: Sendable {
  /// What ε does: bounds r and √v from below, or is added to g².
  public enum Floor: String, SettingChoice { case clamped, added }

  /// γ, the decay being 1 − t^(−γ).
  public var decay: Coefficient = 0.8
  /// ε; nil for the precision of the type.
  public var epsilon: Double?
  /// What ε does.
  public var floor = Floor.clamped
  /// Whether matrices are factored.
  public var isFactored = true
  /// The least size of both axes of a matrix that is factored.
  public var smallestFactored = 1.0

  func initialState(for p: Tensor) -> RuleState {
    factors(p) ? factoredZeros(("r", "c"), like: p) : .zeros("v", like: p)
  }

  /// v after step t.
  func update(with g: Tensor, at t: Tensor, state s: inout RuleState) -> Tensor {
    let beta = 1 - pow(t, -decay.tensor)
    let epsilon = epsilon ?? (g.dtype == .float32 ? Double(Float.ulpOfOne) : .ulpOfOne)
    let isAdded = floor == .added
    let square = isAdded ? g * g + epsilon : g * g
    guard factors(g) else {
      s.v = beta * s.v + (1 - beta) * square
      return isAdded ? s.v : max(s.v, epsilon * epsilon)
    }
    let v = factoredMean(of: square, beta, "r", "c", floor: isAdded ? 0 : epsilon, state: &s)
    return isAdded ? v : max(v, epsilon * epsilon)
  }

  private func factors(_ x: Tensor) -> Bool {
    isFactored && x.rank > 1 && Double(x.shape.sizes.suffix(2).min() ?? 0) >= smallestFactored
  }
}

/// The running mean of a matrix x with the decay β, from those of its rows and its columns.
///
///     rₜ = β·rₜ₋₁ + (1 − β)·mean of x by rows     cₜ likewise by columns
///     rₜ·cₜ/mean(rₜ)
///
/// - Parameter r: The name of rₜ in the state.
/// - Parameter c: The name of cₜ.
/// - Parameter floor: What mean(rₜ) is at least.
func factoredMean(
  of x: Tensor, _ beta: Tensor, _ r: String, _ c: String, floor: Double = 0,
  state s: inout RuleState
) -> Tensor {
  s[r] = beta * s[r] + (1 - beta) * x.rows
  s[c] = beta * s[c] + (1 - beta) * x.columns
  let mean = s[r].mean([-2], keepingAxes: true)
  let product = s[r] / (floor > 0 ? max(mean, floor) : mean) * s[c]
  // Where row and column are without gradient it would vanish, and its inverse root be infinite.
  return max(product, x.dtype == .float32 ? 0x1p-126 : 0x1p-1022)
}

/// r₀ and c₀ of matrices like `p`, under each of these pairs of names.
func factoredZeros(_ names: (r: String, c: String)..., like p: Tensor) -> RuleState {
  names.reduce([:]) { state, pair in
    state.declaring([pair.r: .zeros(like: p.rows), pair.c: .zeros(like: p.columns)])
  }
}

extension Tensor {
  fileprivate var rows: Tensor { mean([-1], keepingAxes: true) }
  fileprivate var columns: Tensor { mean([-2], keepingAxes: true) }
}
