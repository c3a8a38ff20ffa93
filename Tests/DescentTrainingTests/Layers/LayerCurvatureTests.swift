import DescentCore
import DescentOptimizers
import Testing

@testable import DescentTraining

/// Curvature products of the loss of every kind of layer, against whole matrices.
@Suite struct LayerCurvatureTests {
  private static let names =
    Activation.allCases.map { "mlp:4:\($0)" }
    + ["linear", "autoencoder:4,2", "autoencoder:3,2:tanh", "rnn:3", "rnn:4:sigmoid", "rnn:3:relu"]

  private func data(_ rows: Int) -> Dataset {
    var random = RandomSource(seed: 6)
    let features = (0..<rows * 6).map { _ in random.uniform() }
    let classes = (0..<rows).map { _ in Int32(random.index(below: 3)) }
    return Dataset(
      name: "random", features: NDArray(features, shape: [rows, 6]),
      targets: .classes(NDArray(classes), names: ["a", "b", "c"]), featureShape: [3, 2])
  }

  private func matrix(_ array: NDArray) -> [[Double]] {
    let width = array.shape[1]
    return (0..<array.shape[0]).map { Array(array.doubles[$0 * width..<($0 + 1) * width]) }
  }

  /// aᵀ·b
  private func product(_ a: [[Double]], _ b: [[Double]]) -> [[Double]] {
    a[0].indices.map { i in
      b[0].indices.map { j in a.indices.reduce(0) { $0 + a[$1][i] * b[$1][j] } }
    }
  }

  @Test(arguments: names, [1, 2])
  func `products are those with the dense matrices`(name: String, threads: Int) throws {
    let l2 = 0.05
    let trainer = try Trainer(
      ModelSpecification(name), on: data(9), optimizer: Optimizer(Adam()), options: options { _ in }
    )
    let problem = trainer.problem
    let feeds = DataFeeds(
      trainer.data, targets: trainer.targets, batchSize: 9, curvatureBatchSize: 5)
    feeds.useAllRows()
    let rows: [Int32] = [7, 2, 3, 0, 8]
    feeds.curvatureRows.storage.write(rows)
    let objective = problem.objective(on: feeds, l2: l2)
    var random = RandomSource(seed: 7)
    let count = problem.layout.count
    let p = NDArray((0..<count).map { _ in 0.7 * random.normal() })

    // Of these rows, without feeds and products.
    let x = trainer.data.rows(rows).features
    let stored = trainer.targets.rows(rows.map(Int.init))
    func output(_ p: Tensor) -> (Tensor, states: [Tensor]) {
      let (output, scope) = problem.output(Tensor(x), p)
      return (output, scope.hiddenStates)
    }
    let loss = { (z: Tensor) in
      problem.loss(z, problem.targets(Tensor(x), stored: Tensor(stored)))
    }
    let weights = Tensor(problem.layout.weightMask(.float64))
    let shape = Shape([5, trainer.model.data.outputCount(for: problem.loss)])
    let states = name.hasPrefix("rnn") ? 3 : 0
    let parts = Program(.init([count]), threads: 1) { p in
      let value = { (p: Tensor) in loss(output(p).0) + 0.5 * l2 * (weights * square(p)).sum() }
      let z = output(p).0.flattened
      #expect(output(p).states.count == states)
      return [
        hessian(of: value, at: p), hessian(of: { loss($0.reshaped(shape)) }, at: z),
        jacobian(of: { output($0).0.flattened }, at: p),
      ]
        + (0..<states).map { k in jacobian(of: { output($0).states[k].flattened }, at: p) }
    }(p).map(matrix)
    func gaussNewton(structural: Double) -> [[Double]] {
      let mask = problem.layout.weightMask(.float64).doubles
      var terms = [product(parts[2], product(parts[1], parts[2]))]
      for state in parts[3...] {
        terms.append(product(state, state).map { $0.map { $0 * structural / 5 } })
      }
      return (0..<count).map { i in
        (0..<count).map { j in
          terms.reduce(i == j ? l2 * mask[i] : 0) { $0 + $1[i][j] }
        }
      }
    }

    let inputs: [Program.Input] = [.init([count]), .init([count])]
    func columns(_ matrix: CurvatureMatrix, structural: Double? = nil) -> [Double] {
      let program = Program(inputs: inputs, threads: threads) {
        [
          objective.curvatureProduct(
            matrix, at: $0[0], along: $0[1], structural: structural.map { Tensor($0) })
        ]
      }
      return (0..<count).flatMap { k in
        program.run([p, NDArray((0..<count).map { $0 == k ? 1.0 : 0 })])[0].doubles
      }
    }
    #expect(areClose(columns(.hessian), parts[0].flatMap { $0 }, 1e-10))
    for structural in [nil, 0.8] {
      let expected = gaussNewton(structural: structural ?? 0).flatMap { $0 }
      #expect(areClose(columns(.gaussNewton, structural: structural), expected, 1e-10))
    }
  }
}
