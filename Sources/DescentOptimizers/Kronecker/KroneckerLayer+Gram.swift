import DescentCore

extension KroneckerLayer {
  /// The scalar products of all examples' gradients with each other.
  ///
  ///     ⟨∇Wₘ, ∇Wₙ⟩ = Σᵣₛ (aₘᵣ·aₙₛ)·(gₘᵣ·gₙₛ)      ⟨∇bₘ, ∇bₙ⟩ = (Σᵣ gₘᵣ)·(Σₛ gₙₛ)
  ///
  /// With one row an example the gradient is a product and no example's is formed (Ren & Goldfarb
  /// 2019, arXiv:1906.02353, section 4); else each one's matrix is, some rows of it at a time.
  ///
  /// - Parameter directions: For each of the c directions of an example's outputs, g/n for each use.
  /// - Returns: Shape `[n·c, n·c]`, the c directions of an example one after the other.
  func gram(_ directions: [[Tensor]]) -> (weight: Tensor, bias: Tensor?) {
    let g = Tensor.stack(directions.map { grouped($0) }, axis: 1)  // [n, c, positions, out]
    let a = grouped(uses.map(\.input))
    let scale = Double(examples * examples)
    let sums = (positions == 1 ? g : g.sum([2])).reshaped([
      examples * directions.count, outputCount,
    ])
    let products = matmul(sums, sums.transposed) * scale
    let biasGram = bias == nil ? nil : products
    guard positions == 1 else { return (largeGram(a, g) * scale, biasGram) }
    let (n, c) = (examples, directions.count)
    let rows = a.joined
    let inputs = matmul(rows, rows.transposed).reshaped([n, 1, n, 1])
    let weights = (products.reshaped([n, c, n, c]) * inputs).reshaped([n * c, n * c])
    return (weights, biasGram)
  }

  /// The same from every example's aᵀ·g, of `[n, positions, in]` and `[n, c, positions, out]`.
  private func largeGram(_ a: Tensor, _ g: Tensor) -> Tensor {
    let (n, c) = (g.shape[0], g.shape[1])
    let held = max(1, Self.largestProduct / (n * c * outputCount))
    return stride(from: 0, to: inputCount, by: held).map { start in
      let part = a.slice(start..<min(start + held, inputCount), axis: 2).transposed
      let products = (0..<c).map { j in
        matmul(part, g.slice(j..<j + 1, axis: 1).reshaped([n, positions, outputCount]))
      }
      let rows = Tensor.stack(products, axis: 1).reshaped([n * c, part.shape[1] * outputCount])
      return matmul(rows, rows.transposed)
    }.summed
  }
}
