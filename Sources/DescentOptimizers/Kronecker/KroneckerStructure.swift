package import DescentCore

/// How the parameters of a traced model enter it: which are weights of products of matrices, which
/// their biases.
///
/// It is read off the graph, so that no model has to say what its layers are: a parameter is
/// followed through casts, transposes, reshapes and broadcasts to the products that it is a factor
/// of, and the products through reshapes and sums to the bias that is added to them.
package struct KroneckerStructure {
  /// The weights with their biases, in the order of the parameters.
  package let layers: [KroneckerLayer]
  /// The indices of all other parameters: scales, tables that rows are taken from, parameters that
  /// enter in several ways. Curvature has to be found for these in another way.
  package let others: [Int]

  /// The structure of `output` as a function of `parameters`.
  ///
  /// - Parameter output: What the model gives for a batch. Not the loss: a penalty on weights would
  ///   count as another use of them.
  /// - Parameter parameters: The nodes that the model was traced with, such as a scope's tensors.
  /// - Parameter batch: The model's inputs, whose axis 0 counts the examples.
  package init(of output: Tensor, parameters: [Tensor], batch: [Tensor]) {
    let uses = ParameterUses(of: output, parameters: parameters, batch: batch)
    var (layers, taken): ([KroneckerLayer], Set<Int>) = ([], [])
    for weight in parameters.indices {
      guard let products = uses.products(of: weight) else { continue }
      let bias = uses.bias(of: products).flatMap { taken.contains($0) ? nil : $0 }
      taken.formUnion([weight] + (bias.map { [$0] } ?? []))
      layers.append(
        KroneckerLayer(
          weight: weight, bias: bias, isTransposed: products[0].isTransposed,
          uses: products.map(\.use), examples: uses.places.count,
          shapes: (parameters[weight].shape, bias.map { parameters[$0].shape })))
    }
    self.layers = layers
    others = parameters.indices.filter { !taken.contains($0) }
  }
}
