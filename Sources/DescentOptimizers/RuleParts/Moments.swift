import DescentCore

// What Adam's relatives share: m and v, the running means of g and g² with the decays β₁ and β₂.

extension UpdateRule {
  /// A path to a number of the rule.
  typealias CoefficientPath = any WritableKeyPath<Self, Coefficient> & Sendable

  /// What users may set of m and v, and of the denominator √v + ε.
  static func momentSettings(
    _ beta1: CoefficientPath, _ beta2: CoefficientPath, _ epsilon: CoefficientPath
  ) -> [Hyperparameter<Self>] {
    [
      Hyperparameter("beta1", beta1, .within(0..<1), "β₁, decay of the mean of g"),
      Hyperparameter("beta2", beta2, .within(0..<1), "β₂, decay of the mean of g²"),
      Hyperparameter("epsilon", epsilon, .atLeast(0), "ε, in the units of g"),
    ]
  }

  /// The same where the denominator is √(v + ε′) + ε.
  static func momentSettings(
    _ beta1: CoefficientPath, _ beta2: CoefficientPath, _ epsilon: CoefficientPath,
    _ epsilonRoot: CoefficientPath
  ) -> [Hyperparameter<Self>] {
    let meaning = "ε′, inside the root, in the units of g²"
    return momentSettings(beta1, beta2, epsilon)
      + [Hyperparameter("epsilon-root", epsilonRoot, .atLeast(0), meaning)]
  }
}

/// The mean m corrected for its start; with `looksAhead` as it will be a step later, NAdam's m̄.
///
///     m̂ₜ = mₜ/(1 − β₁ᵗ)
///     m̄ₜ = β₁·mₜ/(1 − β₁ᵗ⁺¹) + (1 − β₁)·gₜ/(1 − β₁ᵗ)
///
/// Dozat 2016, "Incorporating Nesterov Momentum into Adam", with constant β₁, as in Optax.
func correctedMean(
  _ m: Tensor, _ g: Tensor, _ beta1: Coefficient, _ t: Tensor, looksAhead: Bool
) -> Tensor {
  guard looksAhead else { return m / (1 - pow(beta1, t)) }
  return beta1 / (1 - pow(beta1, t + 1)) * m + (1 - beta1) / (1 - pow(beta1, t)) * g
}

/// m̄ where β₁ rises along a course of its own.
///
///     µₜ = β₁·(1 − ½·0.96^(ψ·t))     Πₜ = µ₁·µ₂·…·µₜ
///     m̄ₜ = (1 − µₜ)/(1 − Πₜ)·gₜ + µₜ₊₁/(1 − Πₜ₊₁)·mₜ
///
/// Dozat 2016, "Incorporating Nesterov Momentum into Adam", in PyTorch's form.
///
/// - Parameter product: Πₜ₋₁, and then Πₜ.
func correctedMean(
  _ m: Tensor, _ g: Tensor, _ beta1: Coefficient, _ t: Tensor, decay psi: Double,
  product: inout Tensor
) -> Tensor {
  let mu = beta1 * (1 - 0.5 * pow(0.96, psi * t))
  let next = beta1 * (1 - 0.5 * pow(0.96, psi * (t + 1)))
  product *= mu
  return (1 - mu) / (1 - product) * g + next / (1 - product * next) * m
}

/// √(1 − β₂ᵗ)/(1 − β₁ᵗ), the corrections of both means for their start as a factor of the rate.
func rateCorrection(_ beta1: Coefficient, _ beta2: Coefficient, _ t: Tensor) -> Tensor {
  sqrt(1 - pow(beta2, t)) / (1 - pow(beta1, t))
}

/// RAdam's measure of how much v says after t steps, and the factor that the step takes for it.
///
///     ρ∞ = 2/(1 − β₂) − 1     ρₜ = ρ∞ − 2·t·β₂ᵗ/(1 − β₂ᵗ)
///     rₜ = √((ρₜ − 4)·(ρₜ − 2)·ρ∞/((ρ∞ − 4)·(ρ∞ − 2)·ρₜ))     for ρₜ > 4
///
/// Liu et al. 2020, arXiv:1908.03265, section 4.
func rectification(_ beta2: Coefficient, _ t: Tensor) -> (rho: Tensor, factor: Tensor) {
  let (limit, power) = (2 / (1 - beta2) - 1, pow(beta2, t))
  let rho = limit - 2 * t * power / (1 - power)
  let factor = sqrt((rho - 4) * (rho - 2) * limit / ((limit - 4) * (limit - 2) * rho))
  return (rho, factor)
}
