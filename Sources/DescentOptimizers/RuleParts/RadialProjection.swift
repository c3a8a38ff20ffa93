import DescentCore

/// What AdamP and SGDP take out of a step: its part along weights whose length does not matter.
///
///     qₜ = uₜ − p̂·⟨p̂, uₜ⟩,  p̂ = pₜ₋₁/(‖pₜ₋₁‖ + ε)     where |cos(gₜ, pₜ₋₁)| < δ/√n
///
/// That is asked of the n weights of each unit, of which all have to pass; then of the n weights of
/// the matrix as a whole. Where neither passes, and for vectors, qₜ = uₜ.
///
/// Heo et al. 2021, arXiv:2006.08217, Algorithms 1 and 2, as in the authors' code.
public struct RadialProjection: Sendable {
  /// δ, and ρ, what multiplies the decay of what was projected.
  public var (delta, decayRatio): (Coefficient, Coefficient) = (0.1, 0.1)
  /// The axis along which the units are.
  public var units = UnitAxis.last

  /// qₜ, and ρ or 1.
  func callAsFunction(
    _ u: Tensor, at p: Tensor, gradient g: Tensor, epsilon: Coefficient
  ) -> (direction: Tensor, decayRatio: Tensor) {
    guard p.rank > 1 else { return (u, Tensor(1)) }
    // From the last view to the first, which counts where it passes.
    let views = [Array(0..<p.rank), units.axes(inside: p)]
    return views.reduce((u, Tensor(1))) { rest, axes in
      let size = norm(p, axes, keepingAxes: true)
      let sizes = max(size, epsilon.tensor) * max(norm(g, axes, keepingAxes: true), epsilon.tensor)
      let cosine = abs((g * p).sum(axes, keepingAxes: true)) / sizes
      let count = Double(p.shape.count / cosine.shape.count)
      let passes = cosine.max() .< delta.tensor / count.squareRoot()
      let unit = p / (size + epsilon)
      let tangent = u - unit * (unit * u).sum(axes, keepingAxes: true)
      return (select(passes, tangent, rest.0), select(passes, decayRatio.tensor, rest.1))
    }
  }
}

/// A rule that takes the radial part out of its steps, and decays what it projects less.
///
///     pₜ = pₜ₋₁ − η·(qₜ + ρ·λ·pₜ₋₁)
public protocol ProjectedRule: UpdateRule {
  /// How uₜ becomes qₜ.
  var projection: RadialProjection { get set }
  /// λ.
  var weightDecay: Coefficient { get set }
}

extension ProjectedRule {
  public static var view: ParameterView { .tensors }

  /// What users may set of the projection and the decay.
  static var projectionSettings: [Hyperparameter<Self>] {
    [
      Hyperparameter("delta", \.projection.delta, .atLeast(0), "δ, how orthogonal g has to be"),
      Hyperparameter(
        "decay-ratio", \.projection.decayRatio, .within(0...1), "ρ, of what is projected"),
      Hyperparameter("units", \.projection.units, "the axis along which the units are"),
      Hyperparameter("weight-decay", \.weightDecay, .atLeast(0), "λ, the decoupled decay"),
    ]
  }

  /// The last line of the formula, for λ = `decay`.
  func projected(
    _ step: Step, along u: Tensor, decay: Tensor, epsilon: Coefficient
  ) -> Tensor {
    let (q, ratio) = projection(u, at: step.p, gradient: step.g, epsilon: epsilon)
    return step.p - step.learningRate * (q + ratio * decay * step.decayed)
  }
}
