import Testing

@testable import DescentCore

/// Derivatives of graphs far deeper than any stack, on a thread with a small one.
@Suite struct DeepDerivativeTests {
  private static func chain(_ x: Tensor, depth: Int) -> Tensor {
    var y = x
    for _ in 0..<depth / 2 { y = sin(y) * x }
    return y
  }

  @Test func `a pushforward of a long chain is compiled and run`() {
    onSmallStack {
      let program = Program(.init([3]), threads: 1) { x in
        [pushforward(of: { Self.chain($0, depth: 20_000) }, at: x, along: x).tangent]
      }
      #expect(program.traced.entries.count > 20_000)
      #expect(program(NDArray([0.1, 0.2, 0.3]))[0].doubles.allSatisfy { $0.isFinite })
    }
  }

  @Test func `higher derivatives and maps of a long chain are traced and simplified`() {
    onSmallStack {
      let x = Tensor(.input(index: 0, [3], .float64))
      let f: (Tensor) -> Tensor = { Self.chain($0, depth: 20_000).sum() }
      let results = [
        gradient(of: { pushforward(of: f, at: $0, along: x).tangent }, at: x),
        hessianVectorProduct(of: f, at: x, along: x),
        map(over: x) { f($0) },
        hessian(of: f, at: x),
      ]
      for result in results {
        #expect(Graph([result]).simplified().entries.count > 20_000)
      }
    }
  }
}
