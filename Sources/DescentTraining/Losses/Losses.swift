public import DescentCore

/// How the losses of single examples become one number.
public enum LossReduction: String, Sendable, Hashable, CaseIterable {
  case mean, sum

  /// The mean or sum of all elements.
  func callAsFunction(_ losses: Tensor) -> Tensor {
    self == .mean ? losses.mean() : losses.sum()
  }
}

/// The squared error.
///
///     mean: 1/(n·k) Σᵢⱼ (yᵢⱼ − tᵢⱼ)²        sum: Σᵢⱼ (yᵢⱼ − tᵢⱼ)²
///
/// - Parameter output: y, shape `[n, k]`.
/// - Parameter target: t, of the same shape.
public func meanSquaredError(
  _ output: Tensor, _ target: Tensor, reduction: LossReduction = .mean
) -> Tensor {
  requireSameShape("meanSquaredError", output, target)
  return reduction(square(output - target))
}

/// The cross-entropy of Bernoulli variables given by their logits, -t·log σ(z) - (1-t)·log σ(-z).
///
///     ℓ = t·softplus(−z) + (1 − t)·softplus(z)
///
/// Neither overflows nor cancels at logits of any size.
///
/// - Parameter logits: z, shape `[n, k]`.
/// - Parameter target: t in [0, 1], of the same shape.
public func binaryCrossEntropy(
  _ logits: Tensor, _ target: Tensor, reduction: LossReduction = .mean
) -> Tensor {
  requireSameShape("binaryCrossEntropy", logits, target)
  return reduction(target * softplus(-logits) + (1 - target) * softplus(logits))
}

/// Broadcasting would turn outputs `[n]` and targets `[n, 1]` into n² differences.
private func requireSameShape(_ loss: String, _ output: Tensor, _ target: Tensor) {
  require(
    output.shape == target.shape,
    "\(loss): output of shape \(output.shape) and target of shape \(target.shape) differ")
}

/// The cross-entropy of a distribution over classes given by its logits.
///
///     ℓᵢ = −Σⱼ qᵢⱼ log softmax(zᵢ)ⱼ        qᵢⱼ = (1 − s)·[j = classᵢ] + s/k
///
/// s is the label smoothing of Szegedy et al. 2016, §7, as PyTorch has it. The mean is over
/// examples. Stable at logits of any size.
///
/// - Parameter logits: z, shape `[n, k]`.
/// - Parameter classes: int32, shape `[n]`, each in 0 ..< k.
/// - Parameter labelSmoothing: s in [0, 1].
public func softmaxCrossEntropy(
  _ logits: Tensor, _ classes: Tensor, labelSmoothing: Double = 0, reduction: LossReduction = .mean
) -> Tensor {
  require(
    (0...1).contains(labelSmoothing),
    "softmaxCrossEntropy: label smoothing must lie in 0...1, got \(labelSmoothing)")
  require(
    classes.shape == Shape(logits.shape.sizes.dropLast()),
    "softmaxCrossEntropy: logits of shape \(logits.shape) and classes of shape \(classes.shape) differ"
  )
  let shifted = logits - logits.largest(-1)
  let logZ = log(exp(shifted).sum([-1]))
  let isClass = oneHot(classes, count: logits.shape[logits.rank - 1], logits.dtype)
  // `select`, not a product: 0·(-∞) would be NaN.
  let chosen = select(isClass .> 0, shifted, 0).sum([-1])
  guard labelSmoothing > 0 else { return reduction(logZ - chosen) }
  let target = (1 - labelSmoothing) * chosen + labelSmoothing * shifted.mean([-1])
  return reduction(logZ - target)
}

/// The losses that a model can be trained with by name.
public enum Loss: Sendable, Hashable, Codable {
  case meanSquaredError
  case binaryCrossEntropy
  case softmaxCrossEntropy(labelSmoothing: Double = 0)

  /// Its value for a batch.
  ///
  /// - Parameter target: Numbers of the output's shape, or for `softmaxCrossEntropy` classes:
  ///   int32, shape `[n]`. `binaryCrossEntropy` takes either; classes are then 0 and 1.
  public func callAsFunction(
    _ output: Tensor, _ target: Tensor, reduction: LossReduction = .mean
  ) -> Tensor {
    switch self {
    case .meanSquaredError:
      DescentTraining.meanSquaredError(output, target, reduction: reduction)
    case .binaryCrossEntropy:
      DescentTraining.binaryCrossEntropy(
        output, target.cast(to: output.dtype).reshaped(output.shape), reduction: reduction)
    case .softmaxCrossEntropy(let smoothing):
      DescentTraining.softmaxCrossEntropy(
        output, target, labelSmoothing: smoothing, reduction: reduction)
    }
  }

  /// 1 where the output says the right class, else 0, shape `[n]`; nil for numbers.
  func hits(_ output: Tensor, _ target: Tensor) -> Tensor? {
    switch self {
    case .meanSquaredError: nil
    case .binaryCrossEntropy:
      ((output.reshaped([output.shape[0]]) .> 0).cast(to: .int32)
        .== target.reshaped([output.shape[0]]).cast(to: .int32)).cast(to: output.dtype)
    case .softmaxCrossEntropy: (output.argmax() .== target).cast(to: output.dtype)
    }
  }

  /// What the model's output means to people: probabilities of classes, or numbers as they are.
  func prediction(_ output: Tensor) -> Tensor {
    switch self {
    case .meanSquaredError: output
    case .binaryCrossEntropy: sigmoid(output)
    case .softmaxCrossEntropy: softmax(output)
    }
  }
}
