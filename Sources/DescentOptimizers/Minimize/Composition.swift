package import DescentCore

/// The loss of what a model puts out, on the rows of data over which curvature is taken.
///
/// What Gauss–Newton and Fisher matrices are made from. An objective of data has one beside its
/// function, which may be taken over more rows.
package struct Composition: Sendable {
  /// The model's output at the variables, and behind it the hidden states that structural damping
  /// is to keep near where they are.
  package var outputs: @Sendable ([Tensor]) -> [Tensor]
  /// The mean loss of an output.
  package var loss: @Sendable (Tensor) -> Tensor
  /// The mean loss of an output for outcomes that are drawn from it, through which no derivative
  /// flows; nil where the loss stands for no probabilities.
  package var sampledLoss: (@Sendable (Tensor, inout RandomTensors) -> Tensor)?
  /// How many rows there are.
  package var rowCount: Int
  /// λ of a penalty ½·λ·‖p‖² that the function has beside the loss, one for each variable.
  package var decay: [Double]

  package init(
    rowCount: Int, outputs: @escaping @Sendable ([Tensor]) -> [Tensor],
    loss: @escaping @Sendable (Tensor) -> Tensor,
    sampledLoss: (@Sendable (Tensor, inout RandomTensors) -> Tensor)? = nil,
    decay: [Double]
  ) {
    (self.outputs, self.loss, self.sampledLoss) = (outputs, loss, sampledLoss)
    (self.rowCount, self.decay) = (rowCount, decay)
  }

  /// The function on these rows.
  func value(at variables: [Tensor]) -> Tensor {
    loss(outputs(variables)[0]) + penalty(at: variables)
  }

  /// ½·Σ λ·‖p‖²
  package func penalty(at variables: [Tensor]) -> Tensor {
    zip(decay, variables).reduce(Tensor(0)) { sum, item in
      item.0 == 0 ? sum : sum + 0.5 * item.0 * square(item.1).sum()
    }
  }

  /// The product of the Gauss–Newton matrix with a direction.
  ///
  ///     Gv = Jᵀ·H·J·v + w/n·Σₕ Jₕᵀ·Jₕ·v + λ·v
  ///
  /// - Parameter structural: w, of the hidden states h; nil for 0.
  func gaussNewtonProduct(
    at variables: [Tensor], along direction: [Tensor], structural: Tensor? = nil
  ) -> [Tensor] {
    let products = gaussNewtonVectorProduct(
      of: { structural == nil ? [outputs($0)[0]] : outputs($0) },
      loss: { results in
        let loss = loss(results[0])
        guard let structural else { return loss }
        let states = results.dropFirst().map { square($0).sum() }
        return states.reduce(loss) { sum, state in
          sum + ((0.5 / Double(rowCount)) * structural * state).cast(to: loss.dtype)
        }
      }, at: variables, along: direction)
    return products.indices.map {
      decay[$0] == 0 ? products[$0] : products[$0] + decay[$0] * direction[$0]
    }
  }
}
