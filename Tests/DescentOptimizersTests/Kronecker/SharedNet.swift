import DescentCore
import Testing

@testable import DescentOptimizers

/// Small models whose weights enter in different ways, for tests of what is found in their graphs.
///
/// Each is written so that it can also be run with a `Tape`, which notes activations and adds a
/// variable to every product: the brute force against which factors are tested.
struct SharedNet: Sendable, CustomTestStringConvertible {
  let name: String
  let parameters: [Shape]
  /// The shape of one example's input.
  let input: Shape
  /// The layers to be found, and the parameters that belong to none.
  let layers: [(weight: Int, bias: Int?)]
  let others: [Int]
  let function: @Sendable ([Tensor], Tensor, Tape) -> Tensor

  var testDescription: String { name }
}

/// What a run notes of its products.
final class Tape {
  struct Entry {
    let weight: Int
    /// Shape `[..., in]`.
    let input: Tensor
    /// Zeros that are added to the product.
    let shift: Tensor
    let isTransposed: Bool
  }

  private let isOn: Bool
  private(set) var entries: [Entry] = []

  init(isOn: Bool) { self.isOn = isOn }

  /// The product y of activations `[..., in]` and weight number `weight`, noted.
  func product(_ weight: Int, _ a: Tensor, _ y: Tensor, isTransposed: Bool = false) -> Tensor {
    guard isOn else { return y }
    let shift = Tensor.zeros(like: y)
    entries.append(Entry(weight: weight, input: a, shift: shift, isTransposed: isTransposed))
    return y + shift
  }
}

extension SharedNet {
  static let outputs = 3

  static let all: [SharedNet] = [
    SharedNet(
      name: "two dense layers", parameters: [[4, 5], [5], [5, 3], [3]], input: [4],
      layers: [(0, 1), (2, 3)], others: []
    ) { p, x, tape in
      let h = tanh(tape.product(0, x, matmul(x, p[0])) + p[1])
      return tape.product(2, h, matmul(h, p[2])) + p[3]
    },
    SharedNet(
      name: "one bias in the middle, parameters in another order",
      parameters: [[5, 3], [5], [4, 5]],
      input: [4], layers: [(0, nil), (2, 1)], others: []
    ) { p, x, tape in
      let h = sigmoid(p[1] + tape.product(2, x, matmul(x, p[2])))
      return tape.product(0, h, matmul(h, p[0]))
    },
    SharedNet(
      name: "one input, one unit", parameters: [[1, 1], [1], [1, 3]], input: [1],
      layers: [(0, 1), (2, nil)], others: []
    ) { p, x, tape in
      let h = tanh(tape.product(0, x, matmul(x, p[0])) + p[1])
      return tape.product(2, h, matmul(h, p[2]))
    },
    SharedNet(
      name: "weights held transposed", parameters: [[5, 4], [5], [3, 5], [3]], input: [4],
      layers: [(0, 1), (2, 3)], others: []
    ) { p, x, tape in
      let h = tanh(tape.product(0, x, matmul(x, p[0].transposed)) + p[1])
      // A left factor: z = (W·hᵀ)ᵀ, with the bias down the columns.
      let y = matmul(p[2], h.transposed)
      return (tape.product(2, h, y, isTransposed: true) + p[3].expanded(at: 1)).transposed
    },
    SharedNet(
      name: "positions of a sequence", parameters: [[2, 4], [4], [4, 3], [3]], input: [5, 2],
      layers: [(0, 1), (2, 3)], others: []
    ) { p, x, tape in
      let h = tanh(tape.product(0, x, matmul(x, p[0])) + p[1]).mean([1])
      return tape.product(2, h, matmul(h, p[2])) + p[3]
    },
    SharedNet(
      name: "a sequence with its positions first", parameters: [[2, 4], [4], [4, 3]],
      input: [5, 2],
      layers: [(0, 1), (2, nil)], others: []
    ) { p, x, tape in
      let rows = x.transposed([1, 0, 2]).reshaped([5 * x.shape[0], 2])
      let h = tanh(tape.product(0, rows, matmul(rows, p[0])) + p[1])
        .reshaped([5, x.shape[0], 4]).sum([0])
      return tape.product(2, h, matmul(h, p[2]))
    },
    SharedNet(
      name: "convolution by patches", parameters: [[3, 2, 4], [4], [16, 3], [3]], input: [6, 2],
      layers: [(0, 1), (2, 3)], others: []
    ) { p, x, tape in
      let patches = Tensor.concatenate((0..<3).map { x.slice($0..<$0 + 4, axis: 1) }, axis: 2)
      let kernel = p[0].reshaped([6, 4])
      let h = relu(tape.product(0, patches, matmul(patches, kernel)) + p[1])
        .reshaped([x.shape[0], 16])
      return tape.product(2, h, matmul(h, p[2])) + p[3]
    },
    SharedNet(
      name: "convolution by gathered patches", parameters: [[6, 4], [4], [4, 3]], input: [6, 2],
      layers: [(0, 1), (2, nil)], others: []
    ) { p, x, tape in
      let places = Tensor.iota([4, 3], axis: 0) + Tensor.iota([4, 3], axis: 1)
      let patches = x.gather(places, axis: 1).reshaped([x.shape[0], 4, 6])
      let h = tanh(tape.product(0, patches, matmul(patches, p[0])) + p[1]).sum([1])
      return tape.product(2, h, matmul(h, p[2]))
    },
    SharedNet(
      name: "channels before positions", parameters: [[4, 2], [4], [4, 3]], input: [2, 5],
      layers: [(0, 1), (2, nil)], others: []
    ) { p, x, tape in
      let y = matmul(p[0], x)  // [n, 4, 5], W shared by all examples
      let h = tanh(
        tape.product(0, x.transposed, y, isTransposed: true) + p[1].expanded(at: 1)
      ).sum([2])
      return tape.product(2, h, matmul(h, p[2]))
    },
    SharedNet(
      name: "recurrent", parameters: [[2, 4], [4, 4], [4], [4, 3], [3]], input: [3, 2],
      layers: [(0, 2), (1, nil), (3, 4)], others: []
    ) { p, x, tape in
      var h: Tensor?
      for t in 0..<3 {
        let now = x.slice(t..<t + 1, axis: 1).reshaped([x.shape[0], 2])
        var s = tape.product(0, now, matmul(now, p[0]))
        if let h { s += tape.product(1, h, matmul(h, p[1])) }
        h = tanh(s + p[2])
      }
      return tape.product(3, h!, matmul(h!, p[3])) + p[4]
    },
    SharedNet(
      name: "attention", parameters: [[2, 4], [2, 4], [2, 4], [4, 3]], input: [3, 2],
      layers: [(0, nil), (1, nil), (2, nil), (3, nil)], others: []
    ) { p, x, tape in
      let (q, k, v) = (
        tape.product(0, x, matmul(x, p[0])), tape.product(1, x, matmul(x, p[1])),
        tape.product(2, x, matmul(x, p[2]))
      )
      let h = matmul(softmax(matmul(q, k.transposed)), v).sum([1])
      return tape.product(3, h, matmul(h, p[3]))
    },
    SharedNet(
      name: "rows of a table, one for each position", parameters: [[2, 3], [3, 4], [4], [4, 3]],
      input: [5], layers: [(1, 2), (3, nil)], others: [0]
    ) { p, x, tape in
      let rows = p[0].take((x.flattened .> 0).cast(to: .int32)).reshaped([x.shape[0], 5, 3])
      let h = tanh(tape.product(1, rows, matmul(rows, p[1])) + p[2]).max([1])
      return tape.product(3, h, matmul(h, p[3]))
    },
    SharedNet(
      name: "an image in a frame of zeros, every other patch",
      parameters: [[2, 2, 2, 3], [3], [12, 3]],
      input: [3, 3, 2], layers: [(0, 1), (2, nil)], others: []
    ) { p, x, tape in
      let n = x.shape[0]
      let framed = x.padded(before: [0, 0, 1, 0], to: [n, 4, 4, 2])
      let blocks = framed.reshaped([n, 2, 2, 2, 2, 2]).transposed([1, 3, 0, 2, 4, 5])
      let patches = blocks.reshaped([4 * n, 8])
      let h = softplus(tape.product(0, patches, matmul(patches, p[0].reshaped([8, 3]))) + p[1])
      let flat = h.reshaped([4, n, 3]).transposed([1, 0, 2]).reshaped([n, 12])
      return tape.product(2, flat, matmul(flat, p[2]))
    },
    SharedNet(
      name: "scale, shift and a table", parameters: [[4], [4, 5], [5], [2, 3], [3]], input: [4],
      layers: [(1, nil)], others: [0, 2, 3, 4]
    ) { p, x, tape in
      let a = x * p[0]
      let h = tanh(tape.product(1, a, matmul(a, p[1])) * 2 + p[2])
      let row = p[3].take((x.slice(0..<1, axis: 1).flattened .> 0).cast(to: .int32))
      return h.slice(0..<3, axis: 1) + row + p[4]
    },
  ]

  /// The mean over the examples of log Σ exp z − t·z + Σ z⁴/10.
  static func loss(_ z: Tensor, _ t: Tensor) -> Tensor {
    (logSumExp(z) - (t * z).sum([-1]) + 0.1 * square(square(z)).sum([-1])).mean()
  }

  /// Parameters, inputs and targets for n examples, drawn uniformly from [-1, 1].
  func values(examples n: Int) -> [NDArray] {
    let shapes = parameters + [Shape([n] + input.sizes), Shape([n, Self.outputs])]
    var random = RandomSource(seed: 7)
    return shapes.map { shape in
      NDArray((0..<shape.count).map { _ in 2 * random.uniform() - 1 }, shape: shape)
    }
  }

  /// Runs a traced function of the structure, the parameters, inputs, targets and output.
  func run(
    examples n: Int, threads: Int = 1, extra: [NDArray] = [],
    _ f: (KroneckerStructure, _ x: [Tensor], _ z: Tensor) -> [Tensor]
  ) -> [NDArray] {
    let values = values(examples: n) + extra
    let count = parameters.count
    let inputs = values.enumerated().map { k, array in
      Program.Input(array.shape, array.dtype, isBatch: k == count || k == count + 1)
    }
    let program = Program(inputs: inputs, threads: threads) { x in
      let p = Array(x[..<count])
      let z = function(p, x[count], Tape(isOn: false))
      return f(KroneckerStructure(of: z, parameters: p, batch: [x[count]]), x, z)
    }
    return program.run(values)
  }
}
