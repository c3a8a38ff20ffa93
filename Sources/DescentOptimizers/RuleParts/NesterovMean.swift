import DescentCore

/// The mean of the gradients a step ahead, corrected for its start: what NAdam calls m̄.
///
///     m̂ₜ = β₁·mₜ/(1 − β₁ᵗ⁺¹) + (1 − β₁)·gₜ/(1 − β₁ᵗ)
///
/// Dozat 2016, "Incorporating Nesterov Momentum into Adam", with constant β₁, as in Optax.
func lookAhead(_ m: Tensor, _ g: Tensor, _ beta1: Coefficient, _ t: Tensor) -> Tensor {
  beta1 * m / (1 - pow(beta1, t + 1)) + (1 - beta1) * g / (1 - pow(beta1, t))
}
