import DescentCore
import DescentOptimizers
import Foundation
import Testing

@Suite struct GaLoreTests {
  /// The eigenvectors of g·gᵀ for two rows of three, the leading one last.
  private func eigenvectors(_ g: [Double]) -> [[Double]] {
    let (x, y) = (g[..<3], g[3...])
    let a = x.reduce(0) { $0 + $1 * $1 }
    let c = y.reduce(0) { $0 + $1 * $1 }
    let b = zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
    // Jacobi's rotation.
    let angle = 0.5 * atan2(2 * b, a - c)
    return [[-sin(angle), cos(angle)], [cos(angle), sin(angle)]]
  }

  /// A matrix of two rows and three columns, transposed, and what follows it.
  private func transposed(_ x: [Double]) -> [Double] {
    [x[0], x[3], x[1], x[4], x[2], x[5]] + x[6...]
  }

  @Test(arguments: [1, 2], [false, true])
  func `twenty steps of a matrix and a vector follow Algorithm 2`(rank: Int, isTall: Bool) {
    let rule = GaLore.with {
      ($0.adam.beta1, $0.adam.beta2, $0.adam.epsilon) = (0.75, 0.92, 0.1)
      ($0.rank, $0.interval) = (Double(rank), 4)
    }
    let gradients = randomGradients(20, count: 8, seed: 5)
    let start = [1, -2, 3, 0.5, 2, -1, 1, 2]
    var basis: [[Double]] = []
    var (w, m, v) = (start, [Double](repeating: 0, count: 8), [Double](repeating: 0, count: 8))
    var turned = 0
    let expected = gradients.enumerated().map { index, g in
      let t = Double(index + 1)
      if index % 4 == 0 {
        var new = Array(eigenvectors(Array(g[..<6])).suffix(rank))
        for (k, last) in basis.enumerated() where new[k][0] * last[0] + new[k][1] * last[1] < 0 {
          new[k] = new[k].map { -$0 }
          turned += 1
        }
        basis = new
      }
      // Each row is the product of a vector of the basis with the gradient; then what is a vector.
      var r = basis.flatMap { b in (0..<3).map { b[0] * g[$0] + b[1] * g[3 + $0] } }
      r += g[6...]
      for k in r.indices {
        m[k] = 0.75 * m[k] + 0.25 * r[k]
        v[k] = 0.92 * v[k] + 0.08 * r[k] * r[k]
        let (mHat, vHat) = (m[k] / (1 - pow(0.75, t)), v[k] / (1 - pow(0.92, t)))
        r[k] = mHat / (vHat.squareRoot() + 0.1)
      }
      for (b, vector) in basis.enumerated() {
        for j in 0..<3 {
          w[j] -= 0.1 * vector[0] * r[3 * b + j]
          w[3 + j] -= 0.1 * vector[1] * r[3 * b + j]
        }
      }
      for k in 0..<2 { w[6 + k] -= 0.1 * r[3 * rank + k] }
      return w
    }
    #expect(turned > 0)
    let layout = VariableLayout([("W", isTall ? [3, 2] : [2, 3]), ("b", [2])])
    let turn = isTall ? transposed : { $0 }
    let found = trajectory(
      Optimizer(rule, learningRate: 0.1), from: turn(start), .float64, layout,
      gradients: gradients.map(turn))
    expectClose(found, expected.map(turn), relative: 1e-12)
  }

  @Test func `it remembers a basis, and two vectors of as many rows as that has columns`() {
    let stepper = Stepper(
      Optimizer(GaLore.with { $0.rank = 3 }), start: NDArray([Double](repeating: 1, count: 54)),
      VariableLayout([("W", [10, 5]), ("b", [4])]))
    #expect(
      stepper.state.map(\.shape).sorted { $0.count < $1.count }.map(\.sizes)
        == [[4], [4], [5, 3], [3, 10], [3, 10]])
  }
}
