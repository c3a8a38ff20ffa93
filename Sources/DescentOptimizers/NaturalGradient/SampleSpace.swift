import DescentCore

/// A factor of a curvature matrix with a row for each example and direction of its outputs.
///
///     F = 1/n·CᵀC + diag(decay)     C = RᵀJ, J the Jacobian of the outputs of n examples
///     R = H^½, of each example's loss in its outputs, or the gradient of that loss alone
///
/// To be traced. C is never formed: products with it are derivatives along a direction, and those of
/// its rows with each other come from the layers of the model.
struct SampleSpace {
  private let variables: [Tensor]
  private let composition: Composition
  private let structure: KroneckerStructure
  private let output: Tensor
  /// R, shape `[n, k, c]`.
  private let roots: Tensor

  init(_ fisher: NaturalGradient.Fisher, of composition: Composition, at variables: [Tensor]) {
    (self.variables, self.composition) = (variables, composition)
    (structure, output) = composition.structure(at: variables, on: composition.rows)
    let rows = Tensor(composition.rows)
    let loss = { composition.loss($0, rows) }
    let n = composition.rowCount
    switch fisher {
    case .gaussNewton: roots = hessianRoots(of: loss, at: output).stopGradient()
    case .empirical:
      let slopes = gradient(of: loss, at: output.stopGradient()) * Double(n)
      roots = slopes.reshaped([n, output.shape.count / n, 1]).stopGradient()
    }
  }

  /// c.
  var rowsPerExample: Int { roots.shape[2] }

  /// n·c.
  private var order: Int { roots.shape[0] * rowsPerExample }

  /// C·v.
  func product(_ v: [Tensor]) -> Tensor {
    let moves = pushforward(of: [output], withRespectTo: variables, along: v)[0]
    return (roots * moves.reshaped([roots.shape[0], roots.shape[1], 1])).sum([1]).flattened
  }

  /// Cᵀ·y.
  func transposedProduct(_ y: Tensor) -> [Tensor] {
    let parts = y.reshaped([roots.shape[0], 1, roots.shape[2]])
    let weights = (roots * parts).sum([2]).reshaped(output.shape).stopGradient()
    return gradient(of: (output * weights).sum(), withRespectTo: variables)
  }

  /// C·Cᵀ for each part of the variables that has a decay of its own, shape `[n·c, n·c]`.
  func grams() -> [(decay: Double, gram: Tensor)] {
    var sums: [Double: Tensor] = [:]
    func add(_ gram: Tensor, _ variable: Int) {
      let decay = composition.decay[variable]
      sums[decay] = sums[decay].map { $0 + gram } ?? gram
    }
    let directions = structure.outputGradients(of: output, along: roots)
    for (k, layer) in structure.layers.enumerated() {
      let (weight, bias) = layer.gram(directions.map { $0.layers[k] })
      add(weight, layer.weight)
      if let bias, let variable = layer.bias { add(bias, variable) }
    }
    for (variable, rows) in zip(structure.others, rows(of: structure.others)) {
      add(matmul(rows, rows.transposed), variable)
    }
    return sums.keys.sorted().map { ($0, sums[$0]!) }
  }

  /// The parts of C that belong to some variables, each example's computed by itself.
  private func rows(of chosen: [Int]) -> [Tensor] {
    guard !chosen.isEmpty else { return [] }
    let count = roots.shape[2]
    let parts = map(over: [Tensor(composition.rows), roots]) { example in
      let output = composition.model(variables, example[0].expanded(at: 0)).output.flattened
      let rows = (0..<count).map { j in
        let root = example[1].slice(j..<j + 1, axis: 1).flattened
        return gradient(of: (output * root).sum(), withRespectTo: chosen.map { variables[$0] })
      }
      return chosen.indices.map { k in .stack(rows.map { $0[k].flattened }) }
    }
    return parts.map { $0.reshaped([order, $0.shape.count / order]) }
  }

  /// (F + λ·I)⁻¹·g, by Woodbury's identity in the space of the rows.
  ///
  ///     D = λ·I + diag(decay)     (1/n·CᵀC + D)⁻¹g = D⁻¹g − D⁻¹Cᵀ(n·I + C·D⁻¹·Cᵀ)⁻¹C·D⁻¹g
  func solution(_ g: [Tensor], damping: Tensor) -> [Tensor] {
    func divided(_ v: [Tensor]) -> [Tensor] {
      v.indices.map { v[$0] / (damping + composition.decay[$0]).cast(to: v[$0].dtype) }
    }
    let n = Double(composition.rowCount)
    let identity = Tensor.ones(like: product(g).cast(to: .float64)).diagonalMatrix
    let system = grams().map { $0.gram.cast(to: .float64) / (damping + $0.decay) }
      .reduce(n * identity, +)
    func solved(_ g: [Tensor]) -> [Tensor] {
      let first = divided(g)
      let right = product(first).cast(to: .float64).reshaped([order, 1])
      let y = solvePositiveDefinite(system, right).flattened.cast(to: output.dtype)
      return zip(first, divided(transposedProduct(y))).map { $0 - $1 }
    }
    // Where λ is small the difference loses digits, which a second solution for what is left brings
    // back.
    let d = solved(g)
    let curved = transposedProduct(product(d) / n)
    let rest = d.indices.map { k in
      g[k] - curved[k] - (damping + composition.decay[k]).cast(to: d[k].dtype) * d[k]
    }
    return zip(d, solved(rest)).map { $0 + $1 }
  }

  /// vᵀFv, a `float64` scalar.
  func curvature(along v: [Tensor]) -> Tensor {
    func wideSquare(_ x: Tensor) -> Tensor { square(x.cast(to: .float64)).sum() }
    let decays = v.indices.filter { composition.decay[$0] > 0 }
    let data = wideSquare(product(v)) / Double(composition.rowCount)
    return decays.reduce(data) { $0 + composition.decay[$1] * wideSquare(v[$1]) }
  }
}
