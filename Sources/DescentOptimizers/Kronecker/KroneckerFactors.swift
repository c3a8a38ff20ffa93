package import DescentCore

/// The two factors whose Kronecker product stands for the curvature of a layer.
///
///     F ≈ A ⊗ G,   that is   F·vec(V) ≈ vec(A·V·G)   for V shaped as W̄
///
/// Martens & Grosse 2015, arXiv:1503.05671, §3, for row vectors: W̄ is `[in, out]` here.
package struct KroneckerFactors {
  /// A, the second moments of the activations ā, shape `[in (+ 1), in (+ 1)]`.
  package var input: Tensor
  /// G, the second moments of the derivatives g, shape `[out, out]`.
  package var output: Tensor

  package init(input: Tensor, output: Tensor) { (self.input, self.output) = (input, output) }
}

/// How rows of one example are treated where it has several (Eschenhagen et al. 2023,
/// arXiv:2311.00636). n examples, R rows of each; with one row both are the same.
public enum WeightSharing: String, SettingChoice {
  /// Each row as an example of its own, which is exact where the loss is a sum over the rows.
  ///
  ///     A = 1/(n·R)·Σₙ Σᵣ āₙᵣᵀ·āₙᵣ,   G = 1/n·Σₙ Σᵣ gₙᵣᵀ·gₙᵣ
  ///
  /// A ⊗ G is that of Grosse & Martens 2016, arXiv:1602.01407, Theorem 1, for convolutions; they
  /// put the factor 1/R into G.
  case expand
  /// One row in the place of all, exact where the model takes the mean of the rows.
  ///
  ///     āₙ = 1/R·Σᵣ āₙᵣ,  gₙ = Σᵣ gₙᵣ;   A = 1/n·Σₙ āₙᵀ·āₙ,   G = 1/n·Σₙ gₙᵀ·gₙ
  case reduce
}

extension KroneckerStructure {
  /// The factors of each layer over this batch.
  ///
  /// - Parameter gradients: One set for a draw of targets, several for a sum over directions.
  package func factors(
    _ gradients: [OutputGradients], sharing: WeightSharing = .expand
  ) -> [KroneckerFactors] {
    layers.enumerated().map { index, layer in
      KroneckerFactors(
        input: layer.inputFactor(sharing),
        output: layer.outputFactor(gradients.map { $0.layers[index] }, sharing))
    }
  }
}

extension KroneckerLayer {
  func inputFactor(_ sharing: WeightSharing) -> Tensor {
    let blocks: [Tensor]
    switch sharing {
    case .expand: blocks = uses.map(\.input)
    case .reduce: blocks = [summed(uses.map(\.input)) / Double(positions)]
    }
    let count = Double(sharing == .expand ? examples * positions : examples)
    let products = blocks.map { matmul($0.transposed, $0) }.summed / count
    guard bias != nil else { return products }
    // [a, 1]ᵀ·[a, 1], without a copy of the activations beside a column of ones.
    let means = blocks.map { $0.sum([0]) }.summed / count
    let row = Tensor.concatenate([means, .ones(like: means.slice(0..<1))])
    return .concatenate([
      .concatenate([products, means.expanded(at: 1)], axis: 1), row.expanded(at: 0),
    ])
  }

  func outputFactor(_ draws: [[Tensor]], _ sharing: WeightSharing) -> Tensor {
    let blocks = draws.flatMap { g in sharing == .expand ? g : [summed(g)] }
    // gᵀ·g/n, where the blocks hold g/n.
    return blocks.map { matmul($0.transposed, $0) }.summed * Double(examples)
  }

  /// Of rows for each use, the sums over the rows of each example, `[n, k]`.
  func summed(_ rows: [Tensor]) -> Tensor {
    zip(uses, rows).map { $0.summed($1, examples) }.summed
  }
}

extension [Tensor] {
  /// The sum of the tensors, of which there is at least one.
  var summed: Tensor { dropFirst().reduce(self[0], +) }
}
