import DescentCore

@testable import DescentOptimizers

/// A shared net's mean loss on rows of its data, as solvers see it, and the same without any of it.
struct NetObjective {
  let net: SharedNet
  /// The number of examples in the data, of rows of a step, and of those for curvature.
  let (n, batch, curvatureBatch): (Int, Int, Int)
  let rows, curvatureRows: Feed
  let decay: [Double]
  let objective: Objective

  init(
    _ net: SharedNet, examples n: Int = 8, batch: Int? = nil, curvatureBatch: Int? = nil,
    decay: [Double]? = nil, threads: Int = 1
  ) {
    let batch = batch ?? n
    let rows = Feed(.init([batch], .int32, isBatch: true))
    let curvatureRows =
      curvatureBatch == nil || curvatureBatch == batch
      ? rows : Feed(.init([curvatureBatch!], .int32, isBatch: true))
    let decay = decay ?? net.parameters.map { _ in 0 }
    let values = net.values(examples: n)
    let count = net.parameters.count
    let composition = Composition(
      rows: curvatureRows, of: rows, decay: decay,
      model: { p, rows in
        let x = Tensor(values[count]).take(rows)
        let (z, states) = net.outputAndStates(p, x)
        return Composition.Result(output: z, hiddenStates: states, input: x)
      }, loss: { z, rows in SharedNet.loss(z, Tensor(values[count + 1]).take(rows)) })
    let layout = VariableLayout(net.parameters.enumerated().map { ("p\($0)", $1) })
    var objective = Objective(of: layout, threads: threads) { v in
      let p = layout.names.map { v[$0] }
      let (x, rows) = (Tensor(values[count]), Tensor(rows))
      let z = net.outputAndStates(p, x.take(rows)).output
      return SharedNet.loss(z, Tensor(values[count + 1]).take(rows)) + composition.penalty(at: p)
    }
    objective.composition = composition
    objective.rowCount = Double(batch)
    (self.net, self.n, self.batch, self.decay, self.objective) = (net, n, batch, decay, objective)
    self.curvatureBatch = curvatureBatch ?? batch
    (self.rows, self.curvatureRows) = (rows, curvatureRows)
    use(Array(0..<batch))
  }

  /// Looks at these rows, and for curvature at the first of them.
  func use(_ chosen: [Int]) {
    rows.storage.write(chosen.map(Int32.init))
    curvatureRows.storage.write(chosen.prefix(curvatureBatch).map(Int32.init))
  }

  /// The parameters that the net has for its facts, in one vector.
  var point: NDArray {
    NDArray(net.values(examples: n)[..<net.parameters.count].flatMap(\.doubles))
  }

  // What follows knows neither feeds nor products.

  private func pieces(_ x: Tensor) -> [Tensor] {
    var start = 0
    return net.parameters.map { shape in
      defer { start += shape.count }
      return x.slice(start..<start + shape.count).reshaped(shape)
    }
  }

  private func data(_ chosen: [Int]) -> (x: Tensor, t: Tensor) {
    let values = net.values(examples: n)
    let count = net.parameters.count
    return (Tensor(values[count].rows(chosen)), Tensor(values[count + 1].rows(chosen)))
  }

  private func penalty(_ x: Tensor) -> Tensor {
    zip(decay, pieces(x)).reduce(Tensor(0)) { $0 + 0.5 * $1.0 * square($1.1).sum() }
  }

  private func run(_ x: NDArray, _ f: (Tensor) -> [Tensor]) -> [NDArray] {
    Program.run([x]) { f($0[0]) }
  }

  /// The value and the gradient on these rows.
  func valueAndGradient(_ x: NDArray, _ chosen: [Int]) -> (value: Double, gradient: [Double]) {
    let (input, t) = data(chosen)
    let results = run(x) { x in
      let f = { (x: Tensor) in SharedNet.loss(net.output(pieces(x), input), t) + penalty(x) }
      return [f(x), gradient(of: f, at: x)]
    }
    return (results[0].scalar, results[1].doubles)
  }

  func hessianMatrix(_ x: NDArray, _ chosen: [Int]) -> Matrix {
    let (input, t) = data(chosen)
    return run(x) { x in
      [hessian(of: { SharedNet.loss(net.output(pieces($0), input), t) + penalty($0) }, at: x)]
    }[0].matrix
  }

  /// 1/n·Σ gᵢ·gᵢᵀ + λ, with gᵢ the gradient of the loss on row i alone.
  func empiricalFisherMatrix(_ x: NDArray, _ chosen: [Int]) -> Matrix {
    let rows = chosen.map { row in
      let (input, t) = data([row])
      return run(x) { x in
        [gradient(of: { SharedNet.loss(net.output(pieces($0), input), t) }, at: x)]
      }[0].doubles.map { $0 / Double(chosen.count).squareRoot() }
    }
    return addingDecay(to: transposedProduct(rows, rows))
  }

  private func addingDecay(to matrix: Matrix) -> Matrix {
    var (result, start) = (matrix, 0)
    for (shape, decay) in zip(net.parameters, decay) {
      for k in start..<start + shape.count { result[k][k] += decay }
      start += shape.count
    }
    return result
  }

  /// Jᵀ·H·J + w/n·Σ JₕᵀJₕ + λ, with J from one derivative of an output after the other.
  func gaussNewtonMatrix(
    _ x: NDArray, _ chosen: [Int], structural: Double = 0
  ) -> Matrix {
    let (input, t) = data(chosen)
    let results = run(x) { x in
      let shape = net.output(pieces(x), input).shape
      let z = net.output(pieces(x), input).flattened
      let h = hessian(of: { SharedNet.loss($0.reshaped(shape), t) }, at: z)
      let j = jacobian(of: { net.output(pieces($0), input).flattened }, at: x)
      let states = net.outputAndStates(pieces(x), input).states
      return [h, j]
        + states.indices.map { k in
          jacobian(of: { net.outputAndStates(pieces($0), input).states[k].flattened }, at: x)
        }
    }
    let (h, j) = (results[0].matrix, results[1].matrix)
    var matrices = [transposedProduct(j, product(h, j))]
    for state in results[2...] where structural > 0 {
      let rows = state.matrix.map { row in
        row.map { $0 * (structural / Double(chosen.count)).squareRoot() }
      }
      matrices.append(transposedProduct(rows, rows))
    }
    return addingDecay(to: sum(matrices, times: 1))
  }

  /// The mean over these rows of the squares of each row's own gradient, without the penalty.
  func meanSquaredGradients(_ x: NDArray, _ chosen: [Int]) -> [Double] {
    var sums = [Double](repeating: 0, count: x.count)
    for row in chosen {
      let (input, t) = data([row])
      let g = run(x) { x in
        [gradient(of: { SharedNet.loss(net.output(pieces($0), input), t) }, at: x)]
      }[0].doubles
      for k in sums.indices { sums[k] += g[k] * g[k] / Double(chosen.count) }
    }
    return sums
  }
}

extension SharedNet {
  static func named(_ name: String) -> SharedNet { all.first { $0.name == name }! }

  func output(_ p: [Tensor], _ x: Tensor) -> Tensor { function(p, x, Tape(isOn: false)) }

  /// What the net gives, and as hidden states the activations behind its first product.
  func outputAndStates(_ p: [Tensor], _ x: Tensor) -> (output: Tensor, states: [Tensor]) {
    let tape = Tape(isOn: true)
    let z = function(p, x, tape)
    return (z, tape.entries.dropFirst().map(\.input))
  }
}
