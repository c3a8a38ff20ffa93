import Descent
import DescentCore

/// What each loss of another library is here.
enum LossTranslations {
  typealias Translation = @Sendable (LossArguments) -> Tensor

  static let all = torch.merging(optax) { $1 }

  private static let torch: [String: Translation] = [
    "torch.nn.functional.mse_loss": {
      meanSquaredError($0["input"], $0["target"], reduction: $0.reduction)
    },
    "torch.nn.functional.l1_loss": {
      meanAbsoluteError($0["input"], $0["target"], reduction: $0.reduction)
    },
    "torch.nn.functional.huber_loss": {
      huber(
        $0["input"], $0["target"], delta: $0.number("delta", default: 1), reduction: $0.reduction)
    },
    "torch.nn.functional.smooth_l1_loss": {
      smoothAbsoluteError(
        $0["input"], $0["target"], beta: $0.number("beta", default: 1), reduction: $0.reduction)
    },
    "torch.nn.functional.multi_margin_loss": {
      multiMargin(
        $0["input"], $0.classes("target"), margin: $0.number("margin", default: 1),
        power: Int($0.number("p", default: 1)), classWeights: $0.tensors["weight"],
        reduction: $0.reduction)
    },
    "torch.nn.functional.soft_margin_loss": {
      softMargin($0["input"], $0["target"], reduction: $0.reduction)
    },
    "torch.nn.functional.hinge_embedding_loss": {
      hingeEmbedding(
        $0["input"], $0["target"], margin: $0.number("margin", default: 1), reduction: $0.reduction)
    },
    "torch.nn.functional.binary_cross_entropy": {
      binaryCrossEntropy(probabilities: $0["input"], $0["target"], reduction: $0.reduction)
    },
    "torch.nn.functional.binary_cross_entropy_with_logits": {
      binaryCrossEntropy(
        $0["input"], $0["target"],
        positiveWeight: $0.hyperparameters["pos_weight"].map { Tensor($0.array) },
        reduction: $0.reduction)
    },
    "torch.nn.functional.cross_entropy": { crossEntropy($0) },
    "torch.nn.functional.nll_loss": {
      negativeLogLikelihood(
        $0["input"], $0.classes("target"), classWeights: $0.tensors["weight"],
        ignored: Int($0.number("ignore_index", default: -100)), reduction: $0.reduction)
    },
    "torch.nn.functional.kl_div": {
      klDivergence(
        $0["input"], $0["target"], targetIsLog: $0.flag("log_target"), perElement: true,
        reduction: $0.reduction)
    },
    "torchvision.ops.sigmoid_focal_loss": {
      focalLoss(
        $0["input"], $0["target"], gamma: $0.number("gamma"),
        alpha: $0.hyperparameters["alpha"]?.number, reduction: $0.reduction)
    },
    "torch.nn.functional.poisson_nll_loss": {
      poissonLoss(
        $0["input"], $0["target"], isLog: $0.flag("log_input", default: true),
        full: $0.flag("full"),
        epsilon: $0.number("eps", default: 1e-8), reduction: $0.reduction)
    },
    "torch.nn.functional.gaussian_nll_loss": {
      gaussianLoss(
        $0["input"], $0["target"], variance: $0["var"], full: $0.flag("full"),
        epsilon: $0.number("eps", default: 1e-6), reduction: $0.reduction)
    },
    "torch.nn.functional.cosine_embedding_loss": {
      cosineEmbedding(
        $0["input1"], $0["input2"], $0["target"], margin: $0.number("margin"),
        reduction: $0.reduction)
    },
    "torch.nn.functional.triplet_margin_loss": {
      tripletMargin(
        anchor: $0["anchor"], positive: $0["positive"], negative: $0["negative"],
        margin: $0.number("margin", default: 1), order: $0.number("p", default: 2),
        epsilon: $0.number("eps", default: 1e-6), swap: $0.flag("swap"), reduction: $0.reduction)
    },
    "torch.nn.functional.margin_ranking_loss": {
      marginRanking(
        $0["input1"], $0["input2"], $0["target"], margin: $0.number("margin"),
        reduction: $0.reduction)
    },
    "torch.nn.functional.ctc_loss": {
      ctcLoss(
        $0["logits"].transposed([1, 0, 2]), labels: $0.classes("targets"),
        inputLengths: $0.integers("input_lengths"), labelLengths: $0.integers("target_lengths"),
        blank: Int($0.number("blank")), perLabel: true, reduction: $0.reduction)
    },
  ]

  private static let optax: [String: Translation] = [
    "optax.huber_loss": {
      huber(
        $0["predictions"], $0["targets"], delta: $0.number("delta", default: 1),
        reduction: $0.reduction)
    },
    "optax.l2_loss": {
      0.5 * meanSquaredError($0["predictions"], $0["targets"], reduction: $0.reduction)
    },
    "optax.squared_error": {
      meanSquaredError($0["predictions"], $0["targets"], reduction: $0.reduction)
    },
    "optax.log_cosh": { logCosh($0["predictions"], $0["targets"], reduction: $0.reduction) },
    "optax.hinge_loss": { hinge($0["predictor_outputs"], $0["targets"], reduction: $0.reduction) },
    "optax.hinge_loss ** 2": {
      hinge($0["predictor_outputs"], $0["targets"], squared: true, reduction: $0.reduction)
    },
    "optax.losses.perceptron_loss": {
      perceptron($0["predictor_outputs"], $0["targets"], reduction: $0.reduction)
    },
    "optax.losses.multiclass_hinge_loss": {
      multiclassHinge($0["scores"], $0.classes("labels"), reduction: $0.reduction)
    },
    "optax.kl_divergence": {
      klDivergence($0["log_predictions"], $0["targets"], reduction: $0.reduction)
    },
    "optax.sigmoid_focal_loss": {
      focalLoss(
        $0["logits"], $0["labels"], gamma: $0.number("gamma", default: 2),
        alpha: $0.hyperparameters["alpha"]?.number, reduction: $0.reduction)
    },
    "optax.cosine_distance": {
      cosineDistance(
        $0["predictions"], $0["targets"], epsilon: $0.number("epsilon"), reduction: $0.reduction)
    },
    "optax.cosine_similarity": {
      cosineSimilarity(
        $0["predictions"], $0["targets"], epsilon: $0.number("epsilon"), reduction: $0.reduction)
    },
    "optax.losses.triplet_margin_loss": {
      tripletMargin(
        anchor: $0["anchors"], positive: $0["positives"], negative: $0["negatives"],
        margin: $0.number("margin", default: 1), order: $0.number("norm_degree", default: 2),
        epsilon: $0.number("eps", default: 1e-6), epsilonInRoot: true, reduction: $0.reduction)
    },
    "optax.losses.poly_loss_cross_entropy": {
      polyLoss(
        $0["logits"], distribution: $0["labels"], epsilon: $0.number("epsilon", default: 2),
        reduction: $0.reduction)
    },
    "optax.softmax_cross_entropy": {
      softmaxCrossEntropy($0["logits"], distribution: $0["labels"], reduction: $0.reduction)
    },
    "optax.losses.dice_loss": {
      diceLoss(
        $0["predictions"], $0["targets"], smooth: $0.number("smooth", default: 1),
        alpha: $0.number("alpha", default: 0.5), beta: $0.number("beta", default: 0.5),
        fromLogits: $0.flag("apply_softmax", default: true), reduction: $0.reduction)
    },
    "optax.losses.binary_dice_loss": {
      binaryDiceLoss(
        $0["predictions"], $0["targets"], smooth: $0.number("smooth", default: 1),
        fromLogits: $0.flag("apply_sigmoid", default: true), reduction: $0.reduction)
    },
    "optax.ctc_loss": {
      ctcLoss(
        $0["logits"], labels: $0.classes("labels"), inputLengths: length($0["logit_paddings"]),
        labelLengths: length($0["label_paddings"]), blank: Int($0.number("blank_id")),
        reduction: $0.reduction)
    },
    "sklearn.metrics.mean_pinball_loss": {
      pinball(
        $0["predictions"], $0["targets"], quantile: $0.number("alpha", default: 0.5),
        reduction: $0.reduction)
    },
  ]

  /// Targets are classes, or distributions over them.
  private static func crossEntropy(_ a: LossArguments) -> Tensor {
    let smoothing = a.number("label_smoothing")
    if a["target"].rank == a["input"].rank {
      return softmaxCrossEntropy(
        a["input"], distribution: a["target"], labelSmoothing: smoothing,
        classWeights: a.tensors["weight"], reduction: a.reduction)
    }
    return softmaxCrossEntropy(
      a["input"], a.classes("target"), labelSmoothing: smoothing,
      classWeights: a.tensors["weight"],
      ignored: a.hyperparameters["ignore_index"]?.number.map { Int($0) }, reduction: a.reduction)
  }

  private static func length(_ paddings: Tensor) -> Tensor {
    (1 - paddings).sum([-1]).cast(to: .int32)
  }
}
