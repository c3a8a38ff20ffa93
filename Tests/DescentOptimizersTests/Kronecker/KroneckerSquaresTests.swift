import DescentCore
import Testing

@testable import DescentOptimizers

@Suite struct KroneckerSquaresTests {
  @Test(arguments: SharedNet.all)
  func `squared gradients are those of the examples one by one`(net: SharedNet) {
    for n in [1, 3] {
      let facts = net.facts(examples: n)
      let count = net.parameters.count
      var found: [Int] = []
      let results = net.run(examples: n) { structure, x, z in
        let g = structure.outputGradients(of: SharedNet.loss(z, x[count + 1]))
        let sums = structure.squaredGradientSums([g])
        found = sums.indices.filter { sums[$0] != nil }
        // The rest by a map over the examples.
        let others = squaredGradientSums(over: [x[count], x[count + 1]]) { example in
          let z = net.function(Array(x[..<count]), example[0].expanded(at: 0), Tape(isOn: false))
          let loss = SharedNet.loss(z, example[1].expanded(at: 0))
          return gradient(of: loss, withRespectTo: structure.others.map { x[$0] })
            + gradient(of: loss, withRespectTo: Array(x[..<count]))
        }
        return sums.compactMap { $0 } + others
      }
      let others = (0..<count).filter { !found.contains($0) }
      #expect(others == net.others)
      for (k, parameter) in (found + others + (0..<count)).enumerated() {
        #expect(results[k].shape == net.parameters[parameter])
        let expected = net.parameters[parameter].count
        let squares = (0..<expected).map { e in
          facts.reduce(0) { $0 + $1.gradients[parameter][e] * $1.gradients[parameter][e] }
        }
        expectClose([results[k].doubles], [squares], relative: 1e-12)
      }
    }
  }

  @Test(arguments: SharedNet.all)
  func `EKFAC's diagonal is that of the Fisher matrix in the basis`(net: SharedNet) {
    let n = 3
    let facts = net.facts(examples: n)
    var layers: [KroneckerLayer] = []
    var bases: [(a: NDArray, g: NDArray)] = []
    _ = net.run(examples: n) { structure, _, z in
      layers = structure.layers
      bases = layers.enumerated().map { k, layer in
        (
          .random(layer.inputOrder, layer.inputOrder, seed: UInt64(2 * k)),
          .random(layer.outputCount, layer.outputCount, seed: UInt64(2 * k + 1))
        )
      }
      return [z]
    }
    let results = net.run(examples: n, extra: bases.flatMap { [$0.a, $0.g] }) { structure, x, z in
      let g = structure.outputGradients(of: SharedNet.loss(z, x[net.parameters.count + 1]))
      let given = x.dropFirst(net.parameters.count + 2)
      let bases = layers.indices.map {
        KroneckerBasis(
          input: given[given.startIndex + 2 * $0], output: given[given.startIndex + 2 * $0 + 1])
      }
      return structure.scales([g], in: bases)
    }
    for (k, layer) in layers.enumerated() {
      let (u, v) = (bases[k].a.matrix, bases[k].g.matrix)
      let squares = facts.map { fact in
        let (a, g) = fact.rows(of: layer)
        let coordinates = product(transposedProduct(u, transposedProduct(a, g)), v)
        return coordinates.map { $0.map { $0 * $0 } }
      }
      expectClose(results[k].matrix, sum(squares, times: 1 / Double(n)), relative: 1e-12)
    }
  }

  @Test func `a layer with more gradients than are held at a time is taken in parts`() {
    let (n, rows, m, k) = (4096, 2, 3, 1024)
    let results = Program.run([.random(m, k, seed: 1), .random(n, rows * m, seed: 2)]) { x in
      let input = x[1].reshaped([n, rows, m])
      let z = matmul(input, x[0])
      let structure = KroneckerStructure(of: z, parameters: [x[0]], batch: [x[1]])
      let g = structure.outputGradients(of: square(z).sum() / Double(n))
      // The gradient of one example in full, by its weight: rows of z times 2.
      let product = matmul(input.transposed, 2 * z)
      return [structure.squaredGradientSums([g])[0]!, square(product).sum([0])]
    }
    expectClose(results[0].matrix, results[1].matrix, relative: 1e-12)
  }
}
