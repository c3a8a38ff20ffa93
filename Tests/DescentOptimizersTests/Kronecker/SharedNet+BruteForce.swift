import DescentCore

@testable import DescentOptimizers

/// What one example says of a net, found without the graph's structure.
struct ExampleFacts {
  /// For each product in order: its weight, the rows of activations, those of ∂loss/∂s, and those
  /// of ∂z/∂s for each output.
  var products: [(weight: Int, a: Matrix, g: Matrix, outputs: [Matrix])] = []
  /// The gradient of the example's loss with respect to each parameter.
  var gradients: [[Double]] = []
  /// The Hessian of the loss in the outputs.
  var hessian: Matrix

  /// ā and g for the rows of a layer.
  func rows(of layer: KroneckerLayer) -> (a: Matrix, g: Matrix) {
    let own = products.filter { $0.weight == layer.weight }
    let a = own.flatMap(\.a).map { layer.bias == nil ? $0 : $0 + [1] }
    return (a, own.flatMap(\.g))
  }
}

typealias Matrix = [[Double]]

extension SharedNet {
  /// The facts of each of n examples, each run by itself.
  func facts(examples n: Int) -> [ExampleFacts] {
    let values = values(examples: n)
    let count = parameters.count
    return (0..<n).map { i in
      let example = values[count...].map { array in
        let size = array.count / n
        return NDArray(
          Array(array.doubles[i * size..<(i + 1) * size]),
          shape: Shape([1] + array.shape.sizes.dropFirst()))
      }
      var weights: [Int] = []
      let results = Program.run(Array(values[..<count]) + example) { x in
        let tape = Tape(isOn: true)
        let p = Array(x[..<count])
        let z = function(p, x[count], tape)
        weights = tape.entries.map(\.weight)
        let shifts = tape.entries.map(\.shift)
        let outputs = (0..<Self.outputs).map { k in
          gradient(of: z.slice(k..<k + 1, axis: 1).sum(), withRespectTo: shifts)
        }
        let ofLoss = gradient(of: Self.loss(z, x[count + 1]), withRespectTo: shifts + p)
        func rows(_ k: Int, _ x: Tensor) -> Tensor {
          (tape.entries[k].isTransposed ? x.transposed : x).joined
        }
        let entries = tape.entries.indices.flatMap { k in
          [tape.entries[k].input.joined, rows(k, ofLoss[k])] + outputs.map { rows(k, $0[k]) }
        }
        let h = hessian(of: { Self.loss($0, x[count + 1]) }, at: z)
        return entries + ofLoss[shifts.count...] + [h.reshaped([Self.outputs, Self.outputs])]
      }
      var rest = results[...]
      var facts = ExampleFacts(hessian: [])
      for weight in weights {
        let (a, g) = (rest.removeFirst().matrix, rest.removeFirst().matrix)
        let outputs = (0..<Self.outputs).map { _ in rest.removeFirst().matrix }
        facts.products.append((weight, a, g, outputs))
      }
      facts.gradients = (0..<count).map { _ in rest.removeFirst().doubles }
      facts.hessian = rest.removeFirst().matrix
      return facts
    }
  }
}

extension Program {
  /// Traces `f` for arguments of these shapes and runs it on them once.
  static func run(_ arguments: [NDArray], _ f: ([Tensor]) -> [Tensor]) -> [NDArray] {
    Program(arguments.map { .init($0.shape, $0.dtype) }, threads: 1, f).run(arguments)
  }
}

extension NDArray {
  /// The rows of a matrix.
  var matrix: Matrix {
    let columns = shape[1]
    return (0..<shape[0]).map { Array(doubles[$0 * columns..<($0 + 1) * columns]) }
  }

  /// A matrix of numbers drawn uniformly from [-1, 1].
  static func random(_ m: Int, _ n: Int, seed: UInt64) -> NDArray {
    var random = RandomSource(seed: seed)
    return NDArray((0..<m * n).map { _ in 2 * random.uniform() - 1 }, shape: [m, n])
  }
}

/// aᵀ·b, entry by entry.
func transposedProduct(_ a: Matrix, _ b: Matrix) -> Matrix {
  a[0].indices.map { i in
    b[0].indices.map { j in a.indices.reduce(0) { $0 + a[$1][i] * b[$1][j] } }
  }
}

func product(_ a: Matrix, _ b: Matrix) -> Matrix {
  a.map { row in b[0].indices.map { j in b.indices.reduce(0) { $0 + row[$1] * b[$1][j] } } }
}

func sum(_ matrices: [Matrix], times factor: Double) -> Matrix {
  matrices[0].indices.map { i in
    matrices[0][i].indices.map { j in factor * matrices.reduce(0) { $0 + $1[i][j] } }
  }
}

/// A ⊗ G, whose rows and columns count the elements of a matrix `[order of A, order of G]`.
func kroneckerProduct(_ a: Matrix, _ g: Matrix) -> Matrix {
  a.flatMap { row in g.map { other in row.flatMap { x in other.map { x * $0 } } } }
}
