import Testing

@testable import DescentCore

/// What the programs of transformations compute, counted in their simplified graphs.
@Suite struct TransformationCostTests {
  private static let shapes: [Shape] = [[32, 20], [20, 16], [16, 16], [16, 4]]

  /// The cross-entropy of a network of three layers.
  private static func loss(_ w: [Tensor], _ x: Tensor) -> Tensor {
    let h = tanh(matmul(tanh(matmul(x, w[0])), w[1]))
    return -logSoftmax(matmul(h, w[2])).slice(0..<1, axis: 1).mean()
  }

  /// The graph of a function of the network's inputs and as many directions.
  private static func graph(_ f: ([Tensor], [Tensor], Tensor) -> [Tensor]) -> Graph {
    let shapes = Self.shapes + Self.shapes.dropFirst()
    let inputs = shapes.enumerated().map { Tensor(.input(index: $0, $1, .float32)) }
    return Graph(f(Array(inputs[1...3]), Array(inputs[4...]), inputs[0])).simplified()
  }

  private static func products(_ graph: Graph) -> Int {
    graph.entries.filter { $0.op.name == "matmul" }.count
  }

  /// Elements computed by functions of one and two numbers.
  private static func arithmetic(_ graph: Graph) -> Int {
    graph.entries.filter {
      switch $0.op {
      case .unary, .binary: true
      default: false
      }
    }.map(\.shape.count).reduce(0, +)
  }

  @Test func `a Hessian product takes about two gradients beside the gradient it shares`() {
    let valueOnly = Self.graph { w, _, x in [Self.loss(w, x)] }
    let gradientOnly = Self.graph { w, _, x in gradient(of: { Self.loss($0, x) }, at: w) }
    let productOnly = Self.graph { w, v, x in
      hessianVectorProduct(of: { Self.loss($0, x) }, at: w, along: v)
    }
    let all = Self.graph { w, v, x in
      let (value, gradient) = valueAndGradient(of: { Self.loss($0, x) }, at: w)
      return [value] + gradient
        + hessianVectorProduct(of: { Self.loss($0, x) }, at: w, along: v)
    }
    // A product z = xW: forward 1; reverse 2, but 1 in the first layer. Tangents of all of these
    // have two terms each where both factors move, and x does not.
    #expect(Self.products(valueOnly) == 3)
    #expect(Self.products(gradientOnly) == 3 + 5)
    #expect(Self.products(all) == 8 + 5 + 9)
    // Without the gradient itself, its last products are not needed.
    #expect(Self.products(productOnly) <= Self.products(all))
    #expect(Double(Self.arithmetic(all)) <= 3.1 * Double(Self.arithmetic(gradientOnly)))
    #expect(Self.arithmetic(productOnly) <= Self.arithmetic(all))
  }

  @Test func `a Gauss–Newton product takes one forward pass, one pushforward and one pullback`() {
    let graph = Self.graph { w, v, x in
      gaussNewtonVectorProduct(
        of: { w in matmul(tanh(matmul(tanh(matmul(x, w[0])), w[1])), w[2]) },
        loss: { -logSoftmax($0).slice(0..<1, axis: 1).mean() }, at: w, along: v)
    }
    // The forward pass ends with the last product, then 5 for Jv and 5 for Jᵀ.
    #expect(Self.products(graph) == 3 + 5 + 5)
  }

  @Test func `a pushforward takes two evaluations`() {
    let graph = Self.graph { w, v, x in
      let result = pushforward(of: { Self.loss($0, x) }, at: w, along: v)
      return [result.value, result.tangent]
    }
    #expect(Self.products(graph) == 3 + 5)
  }

  @Test func `tangents of what does not move are not computed`() {
    let graph = Self.graph { w, v, x in
      [pushforward(of: { Self.loss([w[0], w[1], $0], x) }, at: w[2], along: v[2]).tangent]
    }
    #expect(Self.products(graph) == 3 + 1)
  }

  @Test func `a Jacobian is one program whose size does not depend on the number of columns`() {
    func size(_ count: Int) -> Int {
      let x = Tensor(.input(index: 0, [count], .float64))
      return Graph([jacobian(of: { tanh($0) * $0.sum() }, at: x)]).simplified().entries.count
    }
    #expect(size(3) == size(300))
  }

  @Test func `a Jacobian has as many products as x or f(x) has elements, whichever are fewer`() {
    for (rows, columns) in [(2, 30), (30, 2)] {
      let a = Tensor(NDArray.uniform([rows, columns], seed: 1))
      let x = Tensor(.input(index: 0, [columns], .float64))
      let graph = Graph([jacobian(of: { tanh(matmul(a, tanh($0))) }, at: x)]).simplified()
      // The batch of products with a, or its transpose, is one product of two rows.
      let largest = graph.entries.filter { $0.op.name == "matmul" }.map(\.shape.count).max()
      #expect(largest == 2 * 30, "\(rows)×\(columns)")
    }
  }
}
