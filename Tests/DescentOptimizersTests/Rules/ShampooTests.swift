import DescentCore
import DescentOptimizers
import Testing

struct ShampooTests {
  @Test func `beyond the largest axis a vector is scaled as by AdaGrad`() {
    let shampoo = Shampoo.with {
      $0.largest = 4
      $0.epsilon = 0.04
    }
    let adagrad = Adagrad.with {
      $0.initial = 0.04
      $0.epsilon = 0.0
    }
    let start = [1.0, -2, 3, 0.5, 4]
    let gradients = randomGradients(20, count: 5, seed: 15)
    expectClose(
      trajectory(Optimizer(shampoo, learningRate: 0.3), from: start, gradients: gradients),
      trajectory(Optimizer(adagrad, learningRate: 0.3), from: start, gradients: gradients),
      relative: 1e-13)
  }

  @Test func `of a matrix whose gradients have one entry a column, diagonals say all`() {
    let layout = VariableLayout([("p", [2, 3])])
    let gradients: [[Double]] = [
      [0.5, 0, 0, 0, 0, -0.3], [0, 0.2, 0, 0, 0, 0], [0, 0, 0, 0.7, 0, 0],
    ]
    func points(_ largest: Double) -> [[Double]] {
      let rule = Shampoo.with { $0.largest = largest }
      return trajectory(
        Optimizer(rule, learningRate: 0.1), from: [1, 2, 3, -1, 0.5, 2], .float64, layout,
        gradients: gradients)
    }
    // The first gradient alone has more than one entry, in rows and columns of their own.
    expectClose(points(2), points(3), relative: 1e-9)
    expectClose(points(1), points(3), relative: 1e-9)
  }

  @Test func `a long vector needs memory for a few numbers an entry`() {
    let layout = VariableLayout([("p", [300_000])])
    let memory = Optimizer(Shampoo()).initialMemory(at: .zeros([300_000], .float64), layout)
    #expect(memory.allSatisfy { $0.array.shape.count == 300_000 })
  }
}
