package import DescentCore

extension KroneckerLayer {
  /// The sum over the examples of the squares of each one's gradient, in a basis or as it is.
  ///
  ///     Σₙ (U_Aᵀ·∇W̄ₙ·U_G)²,   ∇W̄ₙ = Σᵣ āₙᵣᵀ·gₙᵣ
  ///
  /// Over n it is EKFAC's diagonal (George et al. 2018, arXiv:1806.03884, §3), or without a
  /// basis that of the Fisher matrix; as a sum, Martens' preconditioner for Hessian-free
  /// optimization (2010, §4.7). With one row an example the gradient is a product and its square
  /// one of squares, (ā∘ā)ᵀ·(g∘g); else each example's matrix is formed, some rows of it at a time.
  ///
  /// - Parameter draws: For each draw of targets, or each direction that is summed over, the
  ///   derivatives g/n for each use.
  /// - Returns: Shape `[in (+ 1), out]`.
  func squaredSums(_ draws: [[Tensor]], in basis: KroneckerBasis?) -> Tensor {
    let a = grouped(uses.map { coordinates($0.input, basis) })
    return draws.map { g in
      let g = grouped(
        g.map { gradients in basis.map { matmul(gradients, $0.output) } ?? gradients })
      return positions == 1
        ? matmul(square(a.joined).transposed, square(g.joined))
        : Self.squaredProducts(a, g)
    }.summed * Double(examples * examples)
  }

  /// Rows of ā·U_A: the bias's row of U_A is added, which is what a column of ones would do.
  private func coordinates(_ rows: Tensor, _ basis: KroneckerBasis?) -> Tensor {
    guard let u = basis?.input else {
      let ones = Tensor.ones(like: rows.slice(0..<1, axis: 1))
      return bias == nil ? rows : .concatenate([rows, ones], axis: 1)
    }
    let product = matmul(rows, u.slice(0..<inputCount))
    return bias == nil ? product : product + u.slice(inputCount..<inputCount + 1)
  }

  /// Of rows for each use, the rows of each example, `[n, positions, k]`.
  func grouped(_ rows: [Tensor]) -> Tensor {
    .concatenate(zip(uses, rows).map { $0.grouped($1, examples) }, axis: 1)
  }

  /// Σₙ (aₙᵀ·gₙ)² for `[n, positions, in]` and `[n, positions, out]`.
  private static func squaredProducts(_ a: Tensor, _ g: Tensor) -> Tensor {
    let rows = max(1, largestProduct / (g.shape[0] * g.shape[2]))
    let parts = stride(from: 0, to: a.shape[2], by: rows).map { start in
      let part = a.slice(start..<min(start + rows, a.shape[2]), axis: 2)
      return square(matmul(part.transposed, g)).sum([0])
    }
    return .concatenate(parts)
  }

  /// How many elements of all examples' gradients are held at a time, at least a row of each.
  static var largestProduct: Int { 1 << 23 }
}

extension KroneckerStructure {
  /// EKFAC's diagonal: the mean over the examples of each one's squared gradient in a basis.
  ///
  ///     s* = 1/n·Σₙ (U_Aᵀ·∇W̄ₙ·U_G)²
  ///
  /// - Parameter gradients: One set for a draw of targets, several for a sum over directions.
  /// - Returns: For each layer, shape `[in (+ 1), out]`.
  package func scales(_ gradients: [OutputGradients], in bases: [KroneckerBasis]) -> [Tensor] {
    require(
      bases.count == layers.count, "scales: \(bases.count) bases for \(layers.count) layers")
    return layers.indices.map { k in
      layers[k].squaredSums(gradients.map { $0.layers[k] }, in: bases[k])
        / Double(layers[k].examples)
    }
  }

  /// The sum over the examples of the squares of each one's gradient, Σₙ (∇fₙ)², by parameter.
  ///
  /// - Parameter gradients: One set for a draw of targets, several for a sum over directions.
  /// - Returns: In the shapes of the parameters; nil for `others`, which
  ///   `squaredGradientSums(over:_:)` takes.
  package func squaredGradientSums(_ gradients: [OutputGradients]) -> [Tensor?] {
    var result = [Tensor?](repeating: nil, count: parameterCount)
    for (k, layer) in layers.enumerated() {
      let parts = layer.parts(layer.squaredSums(gradients.map { $0.layers[k] }, in: nil))
      result[layer.weight] = parts.weight
      if let bias = layer.bias { result[bias] = parts.bias }
    }
    return result
  }

  private var parameterCount: Int {
    others.count + layers.reduce(0) { $0 + ($1.bias == nil ? 1 : 2) }
  }
}

/// The sum over the examples of the squares of each one's gradients, each computed by itself: for
/// parameters that are no layer's, since all n gradients are held at once.
///
/// - Parameter examples: Tensors whose axis 0 counts the examples: inputs and targets.
/// - Parameter gradients: The gradients of the loss of one example, given without axis 0.
package func squaredGradientSums(
  over examples: [Tensor], _ gradients: ([Tensor]) -> [Tensor]
) -> [Tensor] {
  map(over: examples, gradients).map { square($0).sum([0]) }
}
