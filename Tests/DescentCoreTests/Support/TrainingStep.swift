@testable import DescentCore

/// One step of Adam on a network with one hidden layer, in float32.
enum TrainingStep {
  static let shapes: [Shape] = [[20, 16], [16], [16, 4], [4]]
  static var count: Int { shapes.map(\.count).reduce(0, +) }

  /// The parameters that lie one after the other in the vector `w`.
  static func parameters(_ w: Tensor) -> [Tensor] {
    var start = 0
    return shapes.map { shape in
      defer { start += shape.count }
      return w.slice(start..<start + shape.count).reshaped(shape)
    }
  }

  /// The mean cross-entropy of the batch with parameters `p`.
  static func loss(_ p: [Tensor], _ x: Tensor, _ labels: Tensor) -> Tensor {
    let hidden = relu(matmul(x, p[0]) + p[1])
    let logits = matmul(hidden, p[2]) + p[3]
    return -(logSoftmax(logits) * oneHot(labels, count: 4)).sum([1]).mean()
  }

  /// Adam (Kingma & Ba 2015, Algorithm 1) with the step number's corrections left out.
  static func adam(_ w: Tensor, _ m: Tensor, _ v: Tensor, _ g: Tensor) -> [Tensor] {
    let (m, v) = (0.9 * m + 0.1 * g, 0.999 * v + 0.001 * square(g))
    return [w - 0.001 * m / (sqrt(v) + 1e-8), m, v]
  }

  /// Inputs: parameters, two moments, 32 examples, their labels. Outputs: the new state, the loss.
  static func program(threads: Int) -> Program {
    let state = Program.Input([count], .float32)
    return Program(
      inputs: [
        state, state, state, .init([32, 20], .float32, isBatch: true),
        .init([32], .int32, isBatch: true),
      ], donors: [0: 0, 1: 1, 2: 2], threads: threads
    ) { x in
      let p = parameters(x[0])
      let value = loss(p, x[3], x[4])
      let g = gradient(of: value, withRespectTo: p).map(\.flattened)
      return adam(x[0], x[1], x[2], .concatenate(g)) + [value]
    }
  }
}
