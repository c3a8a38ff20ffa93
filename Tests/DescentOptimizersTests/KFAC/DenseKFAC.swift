import DescentCore
import Foundation

@testable import DescentOptimizers

/// K-FAC with whole matrices, from Martens & Grosse 2015, Algorithm 2, for nets whose weights are used
/// once for each example; gradients are those of the data.
struct DenseKFAC {
  let problem: NetObjective
  let solver: KFAC
  var point: [Double]
  var lambda: Double
  var (ratio, momentum, length) = (Double.nan, 0.0, 0.0)
  private var step = 0
  private var updates = 0
  private var last: [Double]
  /// Of each layer A and G, as they are and as they were when inverses were computed.
  private var factors: [(a: Matrix, g: Matrix)] = []
  private var frozen: [(a: Matrix, g: Matrix)] = []
  /// (F + λI)⁻¹ of a layer, by what λ was then.
  private var inverses: [(a: Matrix, g: Matrix)] = []
  /// The eigenvectors of each layer's factors, in columns, and the curvature along their products.
  private var bases: [(a: Matrix, g: Matrix)] = []
  private var scales: [Matrix] = []
  private var diagonals: [Int: [Double]] = [:]

  init(_ problem: NetObjective, _ solver: KFAC) {
    (self.problem, self.solver) = (problem, solver)
    (point, lambda) = (problem.point.doubles, solver.damping)
    last = [Double](repeating: 0, count: point.count)
  }

  private func range(_ parameter: Int) -> Range<Int> {
    problem.objective.layout.entries[parameter].range
  }

  /// ∇W̄ of a layer as a matrix, the bias in its last row.
  private func matrix(_ v: [Double], _ layer: (weight: Int, bias: Int?)) -> Matrix {
    let width = problem.net.parameters[layer.weight][1]
    let all = Array(v[range(layer.weight)]) + (layer.bias.map { Array(v[range($0)]) } ?? [])
    return stride(from: 0, to: all.count, by: width).map { Array(all[$0..<$0 + width]) }
  }

  // MARK: Statistics

  private mutating func updateStatistics(_ rows: [Int]) {
    updates += 1
    let epsilon = min(1 - 1 / Double(updates), solver.averaging)
    func average(_ old: Matrix?, _ new: Matrix) -> Matrix {
      guard let old else { return new.map { $0.map { (1 - epsilon) * $0 } } }
      return zip(old, new).map { zip($0, $1).map { epsilon * $0 + (1 - epsilon) * $1 } }
    }
    let facts = problem.layerRows(NDArray(point), rows)
    for (k, layer) in facts.enumerated() {
      let n = Double(rows.count)
      let a = transposedProduct(layer.a, layer.a).map { $0.map { $0 / n } }
      let g = transposedProduct(layer.g, layer.g).map { $0.map { $0 / n } }
      let old = factors.indices.contains(k) ? factors[k] : nil
      let new = (average(old?.a, a), average(old?.g, g))
      if old == nil { factors.append(new) } else { factors[k] = new }
      guard solver.form == .eigenvalueCorrected, bases.indices.contains(k) else { continue }
      let squares = zip(layer.a, layer.g).map { a, g in
        let (u, v) = (
          transposedProduct([a].transposed, bases[k].a)[0],
          transposedProduct([g].transposed, bases[k].g)[0]
        )
        return u.map { x in v.map { x * x * $0 * $0 } }
      }
      scales[k] = average(scales[k], sum(squares, times: 1 / n))
    }
    let squares = problem.meanSquaredGradients(NDArray(point), rows)
    for k in problem.net.others {
      let new = average(diagonals[k].map { [$0] }, [Array(squares[range(k)])])
      diagonals[k] = new[0]
    }
  }

  private mutating func updateInverses() {
    frozen = factors
    inverses = factors.map { a, g in
      let pi = (trace(a) / Double(a.count) / (trace(g) / Double(g.count))).squareRoot()
      return (
        inverse(plus(a, pi * lambda.squareRoot())), inverse(plus(g, lambda.squareRoot() / pi))
      )
    }
    let decompositions = factors.map { (eigen($0.a), eigen($0.g)) }
    bases = decompositions.map { ($0.vectors, $1.vectors) }
    scales = decompositions.map { a, g in a.values.map { x in g.values.map { x * $0 } } }
  }

  /// The curvature of a layer, inverted, times a matrix shaped as its weights.
  private func solution(_ k: Int, _ v: Matrix) -> Matrix {
    switch solver.form {
    case .factored:
      return product(product(inverses[k].a, v), inverses[k].g)
    case .exact:
      let whole = plus(kroneckerProduct(frozen[k].a, frozen[k].g), lambda)
      let flat = product(inverse(whole), v.flatMap { $0 }.map { [$0] }).flatMap { $0 }
      return stride(from: 0, to: flat.count, by: v[0].count).map {
        Array(flat[$0..<$0 + v[0].count])
      }
    case .eigenvalueCorrected:
      let (u, w) = bases[k]
      let inner = product(transposedProduct(u, v), w)
      let scaled = inner.indices.map { i in
        inner[i].indices.map { inner[i][$0] / (scales[k][i][$0] + lambda) }
      }
      return product(product(u, scaled), w.transposed)
    }
  }

  // MARK: The step

  mutating func step(_ rows: [Int], curvature: [Int]) {
    if step % Int(solver.statisticsInterval) == 0 { updateStatistics(curvature) }
    if step % Int(solver.inverseInterval) == 0 { updateInverses() }
    let (f, g) = problem.valueAndGradient(NDArray(point), rows)
    var direction = [Double](repeating: 0, count: point.count)
    for (k, layer) in problem.net.layers.enumerated() {
      let rows = solution(k, matrix(g, layer))
      let inputs = problem.net.parameters[layer.weight][0]
      direction.replaceSubrange(range(layer.weight), with: rows[..<inputs].flatMap { $0 })
      if let bias = layer.bias { direction.replaceSubrange(range(bias), with: rows[inputs]) }
    }
    for k in problem.net.others {
      let part = zip(g[range(k)], diagonals[k]!).map { $0 / ($1 + lambda) }
      direction.replaceSubrange(range(k), with: part)
    }
    direction = direction.map { -$0 }
    let model = solver.rescales ? rescale(direction, g, curvature) : cut(direction, g)
    last = zip(direction, last).map { length * $0 + momentum * $1 }
    point = zip(point, last).map { $0 + $1 }
    step += 1
    ratio = .nan
    guard solver.rescales, solver.adaptsDamping, step % Int(solver.adaptationInterval) == 0 else {
      return
    }
    ratio = (problem.valueAndGradient(NDArray(point), rows).value - f) / model
    let omega = pow(19.0 / 20, solver.adaptationInterval)
    if ratio > 0.75 { lambda *= omega } else if ratio < 0.25 { lambda /= omega }
  }

  /// Sections 6.4 and 7: α and μ from two equations, the matrix over the rows for curvature.
  private mutating func rescale(_ d: [Double], _ g: [Double], _ rows: [Int]) -> Double {
    let b = plus(problem.gaussNewtonMatrix(NDArray(point), rows), lambda)
    func form(_ x: [Double], _ y: [Double]) -> Double { dot(x, b.map { dot($0, y) }) }
    if step == 0 {
      (length, momentum) = (-dot(g, d) / form(d, d), 0)
    } else {
      let solved = product(
        inverse([[form(d, d), form(d, last)], [form(d, last), form(last, last)]]),
        [[-dot(g, d)], [-dot(g, last)]])
      (length, momentum) = (solved[0][0], solved[1][0])
    }
    let whole = zip(d, last).map { length * $0 + momentum * $1 }
    return 0.5 * form(whole, whole) + dot(g, whole)
  }

  /// Ba, Grosse & Martens 2017, section 5.
  private mutating func cut(_ d: [Double], _ g: [Double]) -> Double {
    let rate = solver.learningRate
    let metric = rate * rate * abs(dot(g, d))
    length = rate * min(1, (solver.normConstraint / metric).squareRoot())
    momentum = solver.momentum
    return .nan
  }
}

extension NetObjective {
  /// For each layer the activations ā of these rows, and the gradients of each row's own loss by what
  /// the layer gives.
  func layerRows(_ x: NDArray, _ rows: [Int]) -> [(a: Matrix, g: Matrix)] {
    let values = net.values(examples: n)
    let count = net.parameters.count
    var result = net.layers.map { _ in (a: Matrix(), g: Matrix()) }
    for row in rows {
      var weights: [Int] = []
      let found = Program.run([x]) { vector in
        let p = objective.layout.entries.map { vector[0].slice($0.range).reshaped($0.shape) }
        let tape = Tape(isOn: true)
        let z = net.function(p, Tensor(values[count].rows([row])), tape)
        weights = tape.entries.map(\.weight)
        let loss = SharedNet.loss(z, Tensor(values[count + 1].rows([row])))
        return tape.entries.map(\.input)
          + gradient(of: loss, withRespectTo: tape.entries.map(\.shift))
      }
      for (k, layer) in net.layers.enumerated() {
        let place = weights.firstIndex(of: layer.weight)!
        result[k].a.append(found[place].doubles + (layer.bias == nil ? [] : [1]))
        result[k].g.append(found[weights.count + place].doubles)
      }
    }
    return result
  }
}
