package import DescentCore

/// A weight that multiplies rows of activations, with the bias that is added to the products.
///
///     s = a·W + b = ā·W̄,   ā = [a, 1],   W̄ = [W; b]
///     ∇W̄ of one example = Σᵣ āᵣᵀ·gᵣ,   g = ∂(loss of the example)/∂s
///
/// The sum is over the rows of the example: one in a fully connected layer, several where the
/// weight is shared between positions (sequences, convolutions) or used again and again (recurrent
/// nets).
package struct KroneckerLayer {
  /// The index of W among the parameters.
  package let weight: Int
  /// The index of b, nil without one.
  package let bias: Int?
  /// Whether the parameter holds Wᵀ, shape `[out, in]`, instead of W, shape `[in, out]`.
  package let isTransposed: Bool
  /// Each product that W is a factor of.
  package let uses: [Use]
  /// The number of examples, n.
  package let examples: Int
  /// The shapes of the two parameters, the latter nil without a bias.
  let shapes: (weight: Shape, bias: Shape?)

  /// One product of activations and the weight.
  package struct Use {
    /// The activations a, shape `[rows, in]`.
    package let input: Tensor
    /// The product a·W as it stands in the graph; s differs from it by a shift.
    package let product: Tensor
    /// Whether the product stands in the graph as its transpose, (a·W)ᵀ.
    let isTransposed: Bool
    /// Row k belongs to example (k / inner) mod n.
    let inner: Int

    /// A tensor of the product's shape as rows, shape `[rows, out]`.
    func rows(_ x: Tensor) -> Tensor { (isTransposed ? x.transposed : x).joined }

    /// Rows `[rows, k]` by example: `[n, positions, k]`.
    func grouped(_ rows: Tensor, _ n: Int) -> Tensor {
      let (count, k) = (rows.shape[0] / n, rows.shape[1])
      if count == inner { return rows.reshaped([n, count, k]) }
      return rows.reshaped([count / inner, n, inner, k]).transposed([1, 0, 2, 3])
        .reshaped([n, count, k])
    }

    /// The sums over the rows of each example, `[n, k]`.
    func summed(_ rows: Tensor, _ n: Int) -> Tensor {
      let (count, k) = (rows.shape[0] / n, rows.shape[1])
      return count == 1 ? rows : rows.reshaped([count / inner, n, inner, k]).sum([0, 2])
    }
  }

  /// The number of activations in a row, without the homogeneous 1.
  package var inputCount: Int { uses[0].input.shape[1] }
  /// The number of outputs in a row.
  package var outputCount: Int { shapes.weight.count / inputCount }
  /// The size of the factor A: inputs, and the homogeneous 1 where there is a bias.
  package var inputOrder: Int { inputCount + (bias == nil ? 0 : 1) }
  /// How many rows an example has in all uses together.
  package var positions: Int { uses.reduce(0) { $0 + $1.input.shape[0] } / examples }

  /// W̄, shape `[in (+ 1), out]`, of values laid out as the parameters are (a gradient, a step).
  package func matrix(_ values: [Tensor]) -> Tensor {
    let (m, n) = (inputCount, outputCount)
    let w = values[weight]
    let matrix = isTransposed ? w.reshaped([n, m]).transposed : w.reshaped([m, n])
    return bias.map { .concatenate([matrix, values[$0].reshaped([1, n])]) } ?? matrix
  }

  /// The parts of a W̄ in the shapes of the parameters; the inverse of `matrix`.
  package func parts(_ matrix: Tensor) -> (weight: Tensor, bias: Tensor?) {
    let w = matrix.slice(0..<inputCount)
    return (
      (isTransposed ? w.transposed : w).reshaped(shapes.weight),
      shapes.bias.map { matrix.slice(inputCount..<inputCount + 1).reshaped($0) }
    )
  }
}

extension Tensor {
  /// All axes but the last as one.
  var joined: Tensor {
    let last = shape[rank - 1]
    return reshaped([shape.count / last, last])
  }
}
