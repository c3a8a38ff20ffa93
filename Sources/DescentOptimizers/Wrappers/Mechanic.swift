public import DescentCore
import Foundation

/// Mechanic: learns what to multiply the updates of any rule by.
///
/// Cutkosky, Defazio & Mehta 2023, arXiv:2306.00144, algorithm 1, in the authors' later form with
/// bounded h; Optax's `contrib.mechanize`. The rule's learning rate may be anything constant.
public struct Mechanic: Wrapper {
  public static let name = "mechanic"
  public static let summary = "Learns what to multiply the updates of any rule by."
  public static let formula = """
    g′ = gₜ + λ·Σsₜ₋₁·‖gₜ‖/(‖pₜ₋₁‖ + ε)·pₜ₋₁         Δₜ₋₁ = (p₀ − pₜ₋₁)/(Σsₜ₋₁ + ε)
    h = ⟨g′, Δₜ₋₁⟩                                   Δₜ = Δₜ₋₁ + pₜ₋₁ − update(pₜ₋₁, gₜ)
    rₜ = β·rₜ₋₁ + min(max(h, −mₜ₋₁), mₜ₋₁)·sₜ₋₁     mₜ = max(β·mₜ₋₁, |h| + ε)
    vₜ = β²·vₜ₋₁ + h²
    sₜ = (s₀/n·mₜ + max(rₜ, 0))/(√vₜ + ε)           βᵢ = 1 − 0.1ⁱ, i = 1, …, n
    pₜ = p₀ − Σsₜ·Δₜ
    """
  public static let source = "Cutkosky, Defazio & Mehta 2023, arXiv:2306.00144, algorithm 1"
  public static let hyperparameters = [
    Hyperparameter<Self>("weight-decay", \.weightDecay, .atLeast(0), "λ, of the tuner alone"),
    Hyperparameter("epsilon", \.epsilon, .above(0), "ε"),
    Hyperparameter("start", \.start, .above(0), "s₀, the first factor"),
    Hyperparameter(
      "betas", \.betaCount, .count(atLeast: 1, atMost: 100), "n, decays tried at once"),
  ]

  /// λ, ε and s₀.
  public var (weightDecay, epsilon, start) = (0.01, 1e-8, 1e-6)
  /// n.
  public var betaCount = 6.0

  public init() {}

  private var betas: NDArray {
    NDArray((1...Int(betaCount)).map { 1 - pow(0.1, Double($0)) })
  }

  public func initialState(for p: Tensor) -> RuleState {
    let zeros = Tensor.zeros(like: Tensor(betas))
    return ["p0": p, "r": zeros, "m": zeros, "v": zeros, "s": zeros + start]
  }

  public func update(_ step: Step, state s: inout RuleState, inner: inout Inner) -> Tensor {
    let (beta, factor) = (Tensor(betas), s.s.sum())
    let pull = weightDecay * factor * wideNorm(step.g) / (wideNorm(step.p) + epsilon)
    let g = step.g + pull * step.p
    let before = (s.p0 - step.p) / (factor + epsilon)
    let h = (g.cast(to: .float64) * before.cast(to: .float64)).sum()

    s.r = beta * s.r + clamp(h, -s.m, s.m) * s.s
    s.m = max(beta * s.m, abs(h) + epsilon)
    s.v = square(beta) * s.v + square(h)
    s.s = (start / Double(betas.count) * s.m + max(s.r, 0)) / (sqrt(s.v) + epsilon)
    let delta = before + (step.p - inner.update(step))
    return s.p0 - s.s.sum() * delta
  }
}
