import DescentOptimizers
import Testing

/// The optimistic rules as corrections of those that they correct.
@Suite struct OptimisticTests {
  private let gradients = randomGradients(20, count: 2, seed: 3)

  private func points(_ rule: any UpdateRule) -> [[Double]] {
    trajectory(Optimizer(rule, learningRate: 1), from: [0, 0], gradients: gradients)
  }

  /// The steps u that lead along `points`, and from them (α + β)·uₜ − β·uₜ₋₁, u₀ = u₁.
  private func corrected(_ points: [[Double]], alpha: Double, beta: Double) -> [[Double]] {
    let befores = [[0, 0]] + points.dropLast()
    let steps = zip(befores, points).map { zip($0, $1).map { $1 - $0 } }
    var p = [0.0, 0]
    return steps.indices.map { t in
      for k in 0..<2 {
        let change = steps[t][k] - steps[max(t - 1, 0)][k]
        p[k] += alpha * steps[t][k] + beta * change
      }
      return p
    }
  }

  @Test func `optimistic Adam adds the change of Adam's step`() {
    let adam = Adam.with {
      ($0.beta1, $0.beta2, $0.epsilon, $0.epsilonRoot) = (0.6, 0.8, 0.2, 0.1)
    }
    let rule = OptimisticAdam.with {
      ($0.beta1, $0.beta2, $0.epsilon, $0.epsilonRoot) = (0.6, 0.8, 0.2, 0.1)
      ($0.alpha, $0.beta) = (0.7, 1.9)
    }
    expectClose(
      points(rule), corrected(points(adam), alpha: 0.7, beta: 1.9), relative: 1e-13)
  }

  @Test func `with nesterov it adds the change of NAdam's step`() {
    let nadam = NAdam.with {
      ($0.beta1, $0.beta2, $0.epsilon, $0.momentumDecay) = (0.6, 0.8, 0.2, nil)
    }
    let rule = OptimisticAdam.with {
      ($0.beta1, $0.beta2, $0.epsilon, $0.usesNesterov) = (0.6, 0.8, 0.2, true)
      ($0.alpha, $0.beta) = (0.7, 1.9)
    }
    expectClose(
      points(rule), corrected(points(nadam), alpha: 0.7, beta: 1.9), relative: 1e-13)
  }

  @Test func `optimistic gradient descent adds the change of the gradient`() {
    let rule = OptimisticGradientDescent.with { ($0.alpha, $0.beta) = (0.7, 1.9) }
    expectClose(
      points(rule), corrected(points(SGD()), alpha: 0.7, beta: 1.9), relative: 1e-13)
  }
}
