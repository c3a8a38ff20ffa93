import DescentCore

@testable import DescentOptimizers

/// A shared net's mean loss on n examples as solvers see it, curvature over all of them.
struct NetFunction {
  var objective: Objective
  /// The net's parameters.
  let start: NDArray

  init(
    _ net: SharedNet, examples n: Int, decay: [Double]? = nil, precision: DType = .float64,
    threads: Int = 1,
    loss: @escaping @Sendable (Tensor, Tensor) -> Tensor = { SharedNet.loss($0, $1) }
  ) {
    let values = net.values(examples: n).map { $0.converted(to: precision) }
    let count = net.parameters.count
    let rows = Feed(.init([n], .int32, isBatch: true))
    rows.storage.write((0..<n).map(Int32.init))
    let composition = Composition(
      rows: rows, of: rows, decay: decay ?? net.parameters.map { _ in 0 },
      model: { p, rows in
        let x = Tensor(values[count]).take(rows)
        return Composition.Result(output: net.function(p, x, Tape(isOn: false)), input: x)
      }, loss: { z, rows in loss(z, Tensor(values[count + 1]).take(rows)) })
    let layout = VariableLayout(net.parameters.enumerated().map { ("p\($0)", $1) })
    var objective = Objective(of: layout, precision: precision, threads: threads) { v in
      composition.value(at: layout.names.map { v[$0] })
    }
    objective.composition = composition
    objective.rowCount = Double(n)
    self.objective = objective
    start = NDArray(values[..<count].flatMap(\.doubles)).converted(to: precision)
  }

  /// The Gauss–Newton matrix with the penalty's, a column at a time by products.
  func gaussNewton(at x: NDArray) -> [Double] {
    var oracle = Oracle(objective)
    return (0..<x.count).flatMap { k in
      let unit = NDArray((0..<x.count).map { $0 == k ? 1.0 : 0 })
      return oracle.product(.gaussNewton, at: x, along: unit).doubles
    }
  }

  /// The mean of gᵢ·gᵢᵀ over the examples, with the penalty's matrix.
  func empiricalFisher(at x: NDArray) -> [Double] {
    let composition = objective.composition!
    let results = Program.run([x]) { input in
      let rows = Tensor(NDArray((0..<composition.rowCount).map(Int32.init)))
      let g = map(over: rows) { row in
        gradient(
          of: { x in
            let row = row.expanded(at: 0)
            return composition.loss(
              composition.model(objective.variables(in: x), row).output, row)
          }, at: input[0])
      }
      let decays = zip(composition.decay, objective.layout.entries).map { decay, entry in
        Tensor.filled(decay, like: input[0].slice(entry.range))
      }
      return [
        matmul(g.transposed, g) / Double(composition.rowCount)
          + Tensor.concatenate(decays).diagonalMatrix
      ]
    }
    return results[0].doubles
  }
}
