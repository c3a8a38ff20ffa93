import DescentCore
import Testing

@testable import DescentOptimizers

@Suite struct KroneckerStructureTests {
  @Test(arguments: SharedNet.all, [1, 2, 5])
  func `weights and their biases are found, whatever the number of examples`(
    net: SharedNet, n: Int
  ) {
    _ = net.run(examples: n) { structure, x, z in
      #expect(structure.layers.map(\.weight) == net.layers.map(\.weight))
      #expect(structure.layers.map(\.bias) == net.layers.map(\.bias))
      #expect(structure.others == net.others)
      #expect(structure.layers.allSatisfy { $0.examples == n })
      return [z]
    }
  }

  @Test(arguments: SharedNet.all)
  func `matrices and their parts are inverses, and the matrix is the sum of products`(
    net: SharedNet
  ) {
    let facts = net.facts(examples: 2)
    let results = net.run(examples: 2) { structure, x, z in
      let p = Array(x[..<net.parameters.count])
      let all = gradient(
        of: SharedNet.loss(z, x[net.parameters.count + 1]), withRespectTo: p)
      return structure.layers.flatMap { layer in
        let matrix = layer.matrix(all)
        let parts = layer.parts(matrix)
        #expect(parts.weight.shape == net.parameters[layer.weight])
        #expect(parts.bias?.shape == layer.bias.map { net.parameters[$0] })
        return [matrix, parts.weight - all[layer.weight]]
          + (parts.bias.map { [$0 - all[layer.bias!]] } ?? [matrix])
      }
    }
    _ = net.run(examples: 2) { structure, x, z in
      for (k, layer) in structure.layers.enumerated() {
        let expected = facts.map { fact in
          let (a, g) = fact.rows(of: layer)
          return transposedProduct(a, g)
        }
        expectClose(results[3 * k].matrix, sum(expected, times: 0.5), relative: 1e-13)
        #expect(results[3 * k + 1].doubles.allSatisfy { $0 == 0 })
        if layer.bias != nil { #expect(results[3 * k + 2].doubles.allSatisfy { $0 == 0 }) }
      }
      return [z]
    }
  }

  /// A structure of one product, whose weight is parameter 0.
  private func structure(
    _ shapes: [Shape], _ f: @escaping ([Tensor], Tensor) -> Tensor
  ) -> (layers: [Int], biases: [Int?], others: [Int]) {
    var result: (layers: [Int], biases: [Int?], others: [Int]) = ([], [], [])
    _ = Program((shapes + [[4, 3]]).map { .init($0) }, threads: 1) { x in
      let p = Array(x[..<shapes.count])
      let z = f(p, x[shapes.count])
      let found = KroneckerStructure(of: z, parameters: p, batch: [x[shapes.count]])
      result = (found.layers.map(\.weight), found.layers.map(\.bias), found.others)
      return [z]
    }
    return result
  }

  @Test func `what is not the weight of a product of activations is left to the caller`() {
    // Also a scale.
    #expect(structure([[3, 2]]) { p, x in matmul(x, p[0]) * p[0].sum() }.others == [0])
    // Once as it is, once transposed.
    #expect(structure([[3, 3]]) { p, x in matmul(matmul(x, p[0]), p[0].transposed) }.others == [0])
    // Two weights multiplied with each other.
    #expect(
      structure([[3, 3], [3, 2]]) { p, x in matmul(x, matmul(p[0], p[1])) }.others == [0, 1])
    // A part of a weight.
    #expect(structure([[3, 4]]) { p, x in matmul(x, p[0].slice(0..<2, axis: 1)) }.others == [0])
    // The statistics of a batch.
    #expect(
      structure([[3, 2]]) { p, x in matmul(x.mean([0], keepingAxes: true), p[0]) }.others == [0])
    // Never used.
    #expect(structure([[3, 2], [5]]) { p, x in matmul(x, p[0]) }.others == [1])
    // The same matrix twice is a layer used twice.
    #expect(structure([[3, 3]]) { p, x in matmul(tanh(matmul(x, p[0])), p[0]) }.layers == [0])
  }

  @Test func `a bias is only what is added to the products and to nothing else`() {
    let shapes: [Shape] = [[3, 3], [3]]
    func bias(_ f: @escaping ([Tensor], Tensor) -> Tensor) -> Int? {
      structure(shapes, f).biases[0]
    }
    #expect(bias { p, x in matmul(x, p[0]) + p[1] + x } == 1)
    #expect(bias { p, x in matmul(x, p[0]) + x + p[1] } == 1)
    #expect(bias { p, x in matmul(x, p[0]) * 2 + p[1] } == nil)
    #expect(bias { p, x in matmul(x, p[0]) - p[1] } == nil)
    #expect(bias { p, x in matmul(x, p[0]) * p[1] } == nil)
    #expect(bias { p, x in matmul(x, p[0]) + p[1] + p[1] } == nil)
    #expect(
      bias { p, x in
        let y = matmul(x, p[0])
        return (y + p[1]) * y
      } == nil)
    // Down the rows of a square matrix instead of along them.
    #expect(
      structure([[3, 4], [4]]) { p, x in
        matmul(x, p[0]) + p[1].expanded(at: 1)
      }.biases == [nil])
  }
}
