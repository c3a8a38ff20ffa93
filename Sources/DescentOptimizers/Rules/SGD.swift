/// Stochastic gradient descent: each step follows the gradient over the examples of one batch.
///
/// Robbins & Monro 1951, doi:10.1214/aoms/1177729586. Strictly the batch is a single example;
/// as in PyTorch and Optax `sgd` takes the batch size that it is given, and is `mini-batch` under
/// another name. No momentum: that is `momentum` or `nesterov`. The default rate 0.01 is Keras's;
/// PyTorch's is 0.001, and none in its older versions.
public struct SGD: PlainGradient {
  public static let name = "sgd"
  public static let summary = "The gradient over one batch, a single example in the strict sense."
  public static let source = "Robbins & Monro 1951, doi:10.1214/aoms/1177729586"

  public init() {}
}
