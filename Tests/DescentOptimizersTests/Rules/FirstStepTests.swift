import DescentCore
import DescentOptimizers
import Foundation
import Testing

/// The first step of rules with numbers so large that each of them shows: where ε stands, and what
/// the learning rate multiplies.
@Suite struct FirstStepTests {
  private static let gradient = [3.0, -4]

  /// A rule and its first step along each element g, at the rate ½ and from (1, 2).
  private static let steps: [(rule: any UpdateRule, step: @Sendable (Double) -> Double)] = [
    (
      Adam.with { ($0.epsilon, $0.epsilonRoot) = (0.3, 7.0) },
      { g in 0.5 * g / ((g * g + 7).squareRoot() + 0.3) }
    ),
    (
      AMSGrad.with { ($0.epsilon, $0.epsilonRoot) = (0.3, 7.0) },
      { g in 0.5 * g / ((g * g + 7).squareRoot() + 0.3) }
    ),
    (
      AdEMAMix.with {
        ($0.epsilon, $0.epsilonRoot, $0.beta3, $0.alpha) = (0.3, 7.0, 0.75, 2.0)
      },
      // The slow mean, ¼g, is not corrected.
      { g in 0.5 * (g + 2 * 0.25 * g) / ((g * g + 7).squareRoot() + 0.3) }
    ),
    (
      SimplifiedAdEMAMix.with { ($0.epsilon, $0.epsilonRoot, $0.alpha) = (0.3, 7.0, 2.0) },
      { g in 0.5 * (1 + 2) * g / ((g * g + 7).squareRoot() + 0.3) }
    ),
    (
      NAdam.with {
        ($0.beta1, $0.epsilon, $0.epsilonRoot, $0.momentumDecay) = (0.6, 0.3, 7.0, nil)
      },
      // 0.6·0.4/(1 − 0.36) of the mean, and all of the gradient.
      { g in 0.5 * (0.375 + 1) * g / ((g * g + 7).squareRoot() + 0.3) }
    ),
    (
      OptimisticAdam.with { ($0.epsilon, $0.epsilonRoot, $0.alpha) = (0.3, 7.0, 2.0) },
      { g in 0.5 * 2 * g / ((g * g + 7).squareRoot() + 0.3) }
    ),
    (
      Adan.with { ($0.epsilon, $0.epsilonRoot) = (0.3, 7.0) },
      { g in 0.5 * g / ((g * g + 7).squareRoot() + 0.3) }
    ),
    (
      AdaBelief.with {
        ($0.beta1, $0.beta2, $0.epsilon, $0.epsilonRoot) = (0.6, 0.75, 0.3, 7.0)
      },
      // g − m = 0.6·g, and ε′ is corrected with the rest: 7/(1 − 0.75).
      { g in 0.5 * g / ((0.36 * g * g + 28).squareRoot() + 0.3) }
    ),
    (
      ACProp.with { ($0.epsilon, $0.epsilonRoot) = (0.3, 7.0) }, { g in 0.5 * g / (1 + 0.3) }
    ),
    (
      NovoGrad.with { ($0.epsilon, $0.epsilonRoot) = (0.3, 7.0) },
      { g in 0.5 * g / (32.0.squareRoot() + 0.3) }
    ),
    (
      DoG.with { ($0.first, $0.firstStep, $0.epsilon) = (.distance, 0.25, 7.0) },
      { g in 0.5 * 0.25 * g / 32.0.squareRoot() }
    ),
    (
      DoWG.with { ($0.firstDistance, $0.epsilon) = (0.25, 7) },
      { g in 0.5 * 0.25 * g / ((0.25 * 25).squareRoot() + 7) }
    ),
    (
      DAdaptAdamW.with {
        ($0.beta1, $0.beta2, $0.epsilon) = (0.6, 0.75, 0.3)
        ($0.dFirst, $0.correctsBias) = (0.25, false)
      },
      { g in 0.5 * 0.25 * 0.4 * g / (0.5 * abs(g) + 0.3) }
    ),
    (
      DAdaptAdamW.with {
        ($0.beta1, $0.beta2, $0.epsilon, $0.dFirst) = (0.6, 0.75, 0.3, 0.25)
      },
      // The correction is ½/0.4.
      { g in 0.5 * 0.25 * 0.5 * g / (0.5 * abs(g) + 0.3) }
    ),
    (
      Prodigy.with {
        ($0.beta1, $0.beta2, $0.epsilon) = (0.6, 0.75, 0.3)
        ($0.dFirst, $0.correctsBias) = (0.25, false)
      },
      { g in 0.5 * 0.25 * 0.4 * g / (0.5 * abs(g) + 0.3) }
    ),
    (
      Prodigy.with {
        ($0.beta1, $0.beta2, $0.epsilon, $0.dFirst) = (0.6, 0.75, 0.3, 0.25)
      },
      { g in 0.5 * 0.25 * 0.5 * g / (0.5 * abs(g) + 0.3) }
    ),
    (
      // Without curvature only ε divides.
      Sophia.with { ($0.epsilon, $0.clipping, $0.weightDecay) = (0.3, nil, 0.0) },
      { g in 0.5 * g / 0.3 }
    ),
  ]

  @Test(arguments: steps.indices)
  func `each number of the first step is where the formula has it`(index: Int) {
    let (rule, step) = Self.steps[index]
    expectClose(
      trajectory(
        Optimizer(rule, learningRate: 0.5), from: [1, 2], gradients: [Self.gradient]),
      [zip([1.0, 2], Self.gradient).map { $0 - step($1) }], relative: 1e-14,
      "\(type(of: rule).name)")
  }
}
