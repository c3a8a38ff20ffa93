import DescentCore
import Testing

@testable import DescentOptimizers

/// The factors against sums over examples and rows, each example run by itself.
@Suite struct KroneckerFactorsTests {
  /// The factors of a layer by their definition.
  private func factors(
    _ layer: KroneckerLayer, _ facts: [ExampleFacts], _ sharing: WeightSharing
  ) -> (a: Matrix, g: Matrix) {
    let n = Double(facts.count)
    let rows = facts.map { $0.rows(of: layer) }
    let count = Double(rows[0].a.count)
    switch sharing {
    case .expand:
      return (
        sum(rows.map { transposedProduct($0.a, $0.a) }, times: 1 / (n * count)),
        sum(rows.map { transposedProduct($0.g, $0.g) }, times: 1 / n)
      )
    case .reduce:
      let a = rows.map { row in [sum(row.a.map { [$0] }, times: 1 / count)[0]] }
      let g = rows.map { row in [sum(row.g.map { [$0] }, times: 1)[0]] }
      return (
        sum(a.map { transposedProduct($0, $0) }, times: 1 / n),
        sum(g.map { transposedProduct($0, $0) }, times: 1 / n)
      )
    }
  }

  @Test(arguments: SharedNet.all, [WeightSharing.expand, .reduce])
  func `factors are the second moments of activations and derivatives`(
    net: SharedNet, sharing: WeightSharing
  ) {
    for n in [1, 3] {
      let facts = net.facts(examples: n)
      var layers: [KroneckerLayer] = []
      let results = net.run(examples: n) { structure, x, z in
        layers = structure.layers
        let loss = SharedNet.loss(z, x[net.parameters.count + 1])
        return structure.factors([structure.outputGradients(of: loss)], sharing: sharing)
          .flatMap { [$0.input, $0.output] }
      }
      for (k, layer) in layers.enumerated() {
        let expected = factors(layer, facts, sharing)
        expectClose(results[2 * k].matrix, expected.a, relative: 1e-12)
        expectClose(results[2 * k + 1].matrix, expected.g, relative: 1e-12)
      }
    }
  }

  @Test(arguments: SharedNet.all)
  func `the Gauss-Newton factor is the mean of Jacobians around the loss's Hessian`(
    net: SharedNet
  ) {
    let facts = net.facts(examples: 3)
    var layers: [KroneckerLayer] = []
    let results = net.run(examples: 3) { structure, x, z in
      layers = structure.layers
      let gradients = structure.gaussNewtonOutputGradients(
        of: { SharedNet.loss($0, x[net.parameters.count + 1]) }, at: z)
      return structure.factors(gradients).map(\.output)
    }
    for (k, layer) in layers.enumerated() {
      let terms = facts.flatMap { fact in
        fact.products.filter { $0.weight == layer.weight }.flatMap { product in
          product.a.indices.map { row in
            // B, one row for each output: Bᵀ·H·B.
            let b = product.outputs.map { $0[row] }
            return transposedProduct(b, DescentOptimizersTests.product(fact.hessian, b))
          }
        }
      }
      expectClose(results[k].matrix, sum(terms, times: 1.0 / 3), relative: 1e-12)
    }
  }

  @Test func `for one example and one layer A ⊗ G is the Gauss-Newton matrix`() {
    let values = [
      NDArray.random(4, 3, seed: 1), .random(1, 3, seed: 2), .random(1, 4, seed: 3),
      .random(1, 3, seed: 4),
    ]
    let results = Program.run(values) { v in
      let bias = v[1].flattened
      let z = matmul(v[2], v[0]) + bias
      let structure = KroneckerStructure(of: z, parameters: [v[0], bias], batch: [v[2]])
      let f = structure.factors(
        structure.gaussNewtonOutputGradients(of: { SharedNet.loss($0, v[3]) }, at: z))[0]
      let point = Tensor.concatenate([v[0].flattened, bias])
      let exact = map(over: Tensor.ones(like: point).diagonalMatrix) { direction in
        gaussNewtonVectorProduct(
          of: { p in
            matmul(v[2], p.slice(0..<12).reshaped([4, 3])) + p.slice(12..<15)
          }, loss: { SharedNet.loss($0, v[3]) }, at: point, along: direction)
      }
      return [f.input, f.output, exact]
    }
    let kronecker = kroneckerProduct(results[0].matrix, results[1].matrix)
    expectClose(kronecker, results[2].matrix, relative: 1e-12)
  }

  @Test(arguments: SharedNet.all)
  func `threads that share the batch find the same factors and squares`(net: SharedNet) {
    func run(_ threads: Int) -> [[Double]] {
      net.run(examples: 64, threads: threads) { structure, x, z in
        let g = [
          structure.outputGradients(of: SharedNet.loss(z, x[net.parameters.count + 1]))
        ]
        let factors = structure.factors(g)
        let bases = factors.map { KroneckerBasis(input: $0.input, output: $0.output) }
        return factors.flatMap { [$0.input, $0.output] } + structure.scales(g, in: bases)
          + structure.squaredGradientSums(g).compactMap { $0 }
      }.map(\.doubles)
    }
    expectClose(run(2), run(1), relative: 1e-12)
  }
}
