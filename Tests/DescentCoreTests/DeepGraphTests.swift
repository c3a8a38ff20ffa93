import Testing

@testable import DescentCore

/// Graphs far deeper than any stack, on a thread with a small one.
@Suite struct DeepGraphTests {
  /// d/dx of a composition of `depth` operations.
  private static func chain(_ x: Tensor, depth: Int) -> Tensor {
    let gradient = gradient(of: { x in
      var y = x
      for _ in 0..<depth / 2 { y = sin(y) * x }
      return y.sum()
    })
    return gradient(x)
  }

  @Test func `a long chain is traced, differentiated, compiled and freed`() {
    onSmallStack {
      let program = Program(.init([3]), threads: 2) { [Self.chain($0, depth: 20_000)] }
      #expect(program.traced.entries.count > 20_000)
      #expect(program(NDArray([0.1, 0.2, 0.3]))[0].doubles.allSatisfy { $0.isFinite })
    }
  }

  @Test func `a chain of a hundred thousand operations is differentiated and simplified`() {
    onSmallStack {
      let gradient = Self.chain(Tensor(.input(index: 0, [3], .float64)), depth: 100_000)
      #expect(Graph([gradient]).simplified().entries.count > 100_000)
    }
  }

  @Test func `a long chain of loops that cannot be fused compiles`() {
    onSmallStack {
      let program = Program(.init([4, 3]), threads: 2) { x in
        let gradient = gradient(of: { x in
          var y = x
          for _ in 0..<1000 { y = tanh(y - y.mean([0], keepingAxes: true)) + x }
          return square(y).sum()
        })
        return [gradient(x)]
      }
      #expect(
        program.run([NDArray.uniform([4, 3], seed: 1)])[0].doubles.allSatisfy { $0.isFinite })
    }
  }

  @Test func `a ladder in which each node is used twice is visited once a node`() {
    var y = Tensor(.input(index: 0, [2], .float64))
    for _ in 0..<20_000 { y = y + sin(y) }
    let order = topologicalOrder(of: [y.node, y.node])
    #expect(order.count == 40_001)
    var seen: Set<ObjectIdentifier> = []
    for node in order {
      #expect(node.inputs.allSatisfy { seen.contains(ObjectIdentifier($0)) })
      #expect(seen.insert(ObjectIdentifier(node)).inserted)
    }
  }

  @Test func `outputs that depend on one another are ordered`() {
    let x = Tensor(.input(index: 0, [], .float64))
    let (a, b) = (sin(x), cos(sin(x)))
    let c = a * b
    let order = topologicalOrder(of: [a.node, c.node, b.node, x.node, a.node])
    let place = Dictionary(
      uniqueKeysWithValues: order.enumerated().map { (ObjectIdentifier($1), $0) })
    #expect(place.count == order.count && order.count == 5)
    for node in order {
      for input in node.inputs {
        #expect(place[ObjectIdentifier(input)]! < place[ObjectIdentifier(node)]!)
      }
    }
  }
}
