package import DescentCore

/// The loss of what a model puts out, on the rows of data over which curvature is taken.
///
/// What Gauss–Newton and Fisher matrices are made from. An objective of data has one beside its
/// function, which may be taken over more rows.
package struct Composition: Sendable {
  /// What a model makes of rows of data.
  package struct Result {
    /// Its output, axis 0 the rows.
    package var output: Tensor
    /// The hidden states that structural damping is to keep near where they are.
    package var hiddenStates: [Tensor]
    /// What it was given, axis 0 the rows.
    package var input: Tensor

    package init(output: Tensor, hiddenStates: [Tensor] = [], input: Tensor) {
      (self.output, self.hiddenStates, self.input) = (output, hiddenStates, input)
    }
  }

  /// The indices of the rows.
  package let rows: Feed
  /// The indices of the rows over which the function is taken.
  package let allRows: Feed
  /// The model at variables, on the rows of these indices.
  let model: @Sendable (_ variables: [Tensor], _ rows: Tensor) -> Result
  /// The mean loss of an output.
  let loss: @Sendable (_ output: Tensor, _ rows: Tensor) -> Tensor
  /// The mean loss of an output for outcomes that are drawn from it; nil where the loss stands for no
  /// probabilities.
  let sampledLoss: (@Sendable (_ output: Tensor, inout RandomTensors) -> Tensor)?
  /// What random outcomes follow from.
  package var seed: UInt64 = 0
  /// λ of a penalty ½·λ·‖p‖² that the function has beside the loss, one for each variable.
  let decay: [Double]

  package init(
    rows: Feed, of allRows: Feed, decay: [Double],
    model: @escaping @Sendable ([Tensor], Tensor) -> Result,
    loss: @escaping @Sendable (Tensor, Tensor) -> Tensor,
    sampledLoss: (@Sendable (Tensor, inout RandomTensors) -> Tensor)? = nil
  ) {
    (self.rows, self.allRows, self.decay) = (rows, allRows, decay)
    (self.model, self.loss, self.sampledLoss) = (model, loss, sampledLoss)
  }

  /// How many rows there are.
  var rowCount: Int { rows.input.shape[0] }

  /// Whether the model has declared hidden states.
  func hasHiddenStates(in objective: Objective) -> Bool {
    let probe = Tensor(.input(index: 0, [objective.layout.count], objective.precision))
    return !model(objective.variables(in: probe), Tensor(rows)).hiddenStates.isEmpty
  }

  /// The function on these rows; to be traced, as is what follows.
  func value(at variables: [Tensor]) -> Tensor {
    let rows = Tensor(rows)
    return loss(model(variables, rows).output, rows) + penalty(at: variables)
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
    let rows = Tensor(rows)
    let products = gaussNewtonVectorProduct(
      of: { variables in
        let result = model(variables, rows)
        return [result.output] + (structural == nil ? [] : result.hiddenStates)
      },
      loss: { results in
        let loss = loss(results[0], rows)
        guard let structural else { return loss }
        let states = results.dropFirst().map { square($0).sum() }
        return states.reduce(loss) { sum, state in
          sum + ((0.5 / Double(rowCount)) * structural * state).cast(to: loss.dtype)
        }
      }, at: variables, along: direction)
    return addingDecay(to: products, along: direction)
  }

  /// The product of the empirical Fisher matrix with a direction.
  ///
  ///     Fv = 1/n·Σᵢ gᵢ·(gᵢᵀv) + λ·v,   gᵢ = Jᵢᵀ·∂fᵢ/∂zᵢ the gradient of row i
  func empiricalFisherProduct(at variables: [Tensor], along direction: [Tensor]) -> [Tensor] {
    let rows = Tensor(rows)
    let output = model(variables, rows).output
    let slopes = gradient(of: loss(output, rows), withRespectTo: [output])[0] * Double(rowCount)
    let moves = pushforward(of: [output], withRespectTo: variables, along: direction)[0]
    let axes = Array(1..<output.rank)
    let byRow = (slopes * moves).sum(axes)
      .reshaped(Shape([rowCount] + axes.map { _ in 1 }))
    let products = pullback(
      of: [output], [slopes * byRow / Double(rowCount)], withRespectTo: variables)
    return addingDecay(to: products, along: direction)
  }

  private func addingDecay(to products: [Tensor], along direction: [Tensor]) -> [Tensor] {
    products.indices.map {
      decay[$0] == 0 ? products[$0] : products[$0] + decay[$0] * direction[$0]
    }
  }

  /// How the variables enter the model on some rows, and its output there.
  func structure(
    at variables: [Tensor], on rows: Feed
  ) -> (structure: KroneckerStructure, output: Tensor) {
    let result = model(variables, Tensor(rows))
    let structure = KroneckerStructure(
      of: result.output, parameters: variables, batch: [result.input])
    return (structure, result.output)
  }

  /// Σᵢ(∇fᵢ)² over the rows, fᵢ the loss of row i, by variable.
  func squaredGradientSums(at variables: [Tensor]) -> [Tensor] {
    let (structure, output) = structure(at: variables, on: rows)
    let sums = structure.squaredGradientSums(
      [structure.outputGradients(of: loss(output, Tensor(rows)))])
    let others = squaredGradients(of: structure.others, at: variables)
    return sums.indices.map { index in
      sums[index] ?? others[structure.others.firstIndex(of: index)!]
    }
  }

  /// The same of some variables, each row's gradient computed by itself.
  func squaredGradients(of chosen: [Int], at variables: [Tensor]) -> [Tensor] {
    guard !chosen.isEmpty else { return [] }
    return DescentOptimizers.squaredGradientSums(over: [Tensor(rows)]) { row in
      let row = row[0].expanded(at: 0)
      let loss = loss(model(variables, row).output, row)
      return gradient(of: loss, withRespectTo: chosen.map { variables[$0] })
    }
  }
}
