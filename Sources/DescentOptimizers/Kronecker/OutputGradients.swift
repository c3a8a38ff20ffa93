package import DescentCore

/// The derivatives of each example's loss with respect to the outputs s of every layer, for one
/// choice of targets or one direction of the outputs.
package struct OutputGradients {
  /// For each layer, for each of its uses: g/n, shape `[rows, out]`. Of the mean loss, so that a
  /// program that also needs its gradient goes back through the model once.
  let layers: [[Tensor]]
}

extension KroneckerStructure {
  /// The derivatives g of each example's loss.
  ///
  ///     g = n·∂loss/∂s
  ///
  /// Which curvature these stand for is a matter of the targets: drawn from the model's own
  /// distribution, the Fisher information; those of the data, the "empirical Fisher".
  ///
  /// - Parameter loss: The mean of the examples' losses, a scalar computed from the model's output.
  package func outputGradients(of loss: Tensor) -> OutputGradients {
    let products = layers.flatMap { $0.uses.map(\.product) }
    guard !products.isEmpty else { return OutputGradients(layers: []) }
    var gradients = gradient(of: loss, withRespectTo: products)[...]
    return OutputGradients(
      layers: layers.map { layer in
        layer.uses.map { $0.rows(gradients.removeFirst()) }
      })
  }

  /// The derivatives whose products add up to the Gauss–Newton matrix, one for each of the k
  /// outputs of an example.
  ///
  ///     H = C·Cᵀ, the Hessian of an example's loss in its outputs z;   gⱼ = (∂z/∂s)ᵀ·cⱼ
  ///     Σⱼ gⱼ·gⱼᵀ = (∂z/∂s)ᵀ·H·(∂z/∂s)
  ///
  /// Exact where no draw is, at k times the price: for models with few outputs.
  ///
  /// - Parameter output: The model's output z, axis 0 the examples.
  /// - Parameter loss: The mean of the examples' losses as a function of z.
  package func gaussNewtonOutputGradients(
    of loss: (Tensor) -> Tensor, at output: Tensor
  ) -> [OutputGradients] {
    outputGradients(of: output, along: hessianRoots(of: loss, at: output))
  }

  /// The derivatives of each example's outputs along some directions, `[n, k, c]`.
  func outputGradients(of output: Tensor, along directions: Tensor) -> [OutputGradients] {
    (0..<directions.shape[2]).map { j in
      let direction = directions.slice(j..<j + 1, axis: 2).reshaped(output.shape).stopGradient()
      return outputGradients(of: (output * direction).sum() / Double(output.shape[0]))
    }
  }
}

/// For each example the C with C·Cᵀ = H, the Hessian of its loss in its k outputs.
///
/// C is from the eigenvectors of H, of which negative eigenvalues count as 0.
///
/// - Parameter loss: The mean of the examples' losses as a function of their outputs.
/// - Parameter output: Where, axis 0 the examples.
/// - Returns: Shape `[n, k, k]`.
func hessianRoots(of loss: (Tensor) -> Tensor, at output: Tensor) -> Tensor {
  let n = output.shape[0]
  let k = output.shape.count / n
  let z = output.stopGradient()
  let units = (0..<k).map { j in
    (Tensor.iota([n, k]) .== Double(j)).cast(to: z.dtype).reshaped(z.shape)
  }
  let rows = units.map { unit in
    hessianVectorProduct(of: loss, at: z, along: unit).reshaped([n, k]) * Double(n)
  }
  let (values, vectors) = eigendecomposition(.stack(rows, axis: 1))
  return vectors * sqrt(max(values, 0)).expanded(at: 1)
}
