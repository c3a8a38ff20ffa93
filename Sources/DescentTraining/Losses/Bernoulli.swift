public import DescentCore

/// The cross-entropy of rows of independent Bernoulli variables given by their logits.
///
///     ℓ = Σⱼ tⱼ·softplus(−zⱼ) + (1 − tⱼ)·softplus(zⱼ)     = −log of the probability of a row
///
/// What deep autoencoders are trained with and measured by: Hinton & Salakhutdinov 2006; Martens
/// 2010, "Deep learning via Hessian-free optimization", §6. `binaryCrossEntropy` takes the mean over
/// the outputs of a row where this takes their sum.
///
/// - Parameter logits: z, shape `[rows, outputs]`.
/// - Parameter target: t in [0, 1], of the same shape.
/// - Returns: The mean or sum over the rows, or the loss of each, shape `[rows]`.
public func bernoulliLoss(
  _ logits: Tensor, _ target: Tensor, reduction: LossReduction = .mean
) -> Tensor {
  reduction(binaryCrossEntropy(logits, target, reduction: .none).sum([-1]))
}

extension Loss {
  /// Whether `squaredError` tells something of `outputs` outputs.
  func measuresSquaredError(outputs: Int) -> Bool {
    switch kind {
    case .numbers, .counts, .shares: outputs > 1
    case .twoClasses, .classes: false
    }
  }

  /// The squared error of the prediction, summed over the outputs of a row.
  ///
  ///     ‖prediction − target‖²
  ///
  /// - Returns: The mean or sum over the rows, or that of each, shape `[rows]`.
  func squaredError(
    _ output: Tensor, _ target: Tensor, reduction: LossReduction = .mean
  ) -> Tensor {
    reduction(
      DescentTraining.meanSquaredError(prediction(output), target, reduction: .none).sum([-1]))
  }
}
