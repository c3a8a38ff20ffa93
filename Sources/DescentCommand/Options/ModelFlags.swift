import ArgumentParser
import Descent

/// What is trained, and toward what.
struct ModelFlags: ParsableArguments {
  @Option(
    help: .init(
      """
      linear, mlp:UNITS,...[:ACTIVATION[:INITIALIZER]], autoencoder:UNITS,... in the same way, \
      whose last units are the code and whose targets are the features, or rnn:UNITS, a recurrent \
      net whose steps are the rows of an image. An initializer may have \
      settings, sparse:connections=15,deviation=1. (default: mlp:128,64 for classes, linear for \
      numbers)
      """, valueName: "spec"))
  var model: String?

  @Option(
    help: .init(
      """
      Of numbers mse, mae, huber:delta=1, log-cosh, pinball:quantile=0.5, poisson (counts), \
      bernoulli (from 0 to 1); of classes softmax, hinge; of two classes also bce, focal:gamma=2. (default: softmax for \
      classes, mse for numbers, bernoulli for autoencoders)
      """, valueName: "spec"))
  var loss: String?

  @Option(
    parsing: .unconditional,
    help: .init(
      "The share of each target that softmax spreads over all classes.", valueName: "share"),
    transform: number("a number from 0 to below 1") { $0 >= 0 && $0 < 1 })
  var labelSmoothing: Double?

  @Flag(help: "Shifts and scales features to mean 0 and deviation 1 over the training data.")
  var standardize = false

  /// The model for `data`.
  func specification(for data: Dataset) throws(DescentError) -> ModelSpecification {
    try model.map { text throws(DescentError) in try ModelSpecification(text) } ?? .usual(for: data)
  }

  /// The loss for `data`.
  func loss(for data: Dataset) throws(DescentError) -> Loss {
    let usual = Loss.usual(for: try specification(for: data), on: data)
    let loss = try self.loss.map { text throws(DescentError) in try Loss(text) } ?? usual
    guard let labelSmoothing else { return loss }
    guard case .softmaxCrossEntropy = loss else {
      throw DescentError(
        "--label-smoothing", expected: "the loss softmax to go with it", found: loss.title)
    }
    return .softmaxCrossEntropy(labelSmoothing: labelSmoothing)
  }

  /// What is done to features first; nil for what the data say.
  func scaling(of data: Dataset) -> FeatureScaling? {
    standardize ? .standard(of: data) : nil
  }
}
