public import DescentCore

/// The matrices that stand for the curvature of a model's mean loss on a data set.
///
/// Let f = 1/n·Σ ℓᵢ, where ℓᵢ is the loss of example i (of `bernoulli` the sum over its outputs, of
/// other losses of numbers the mean), J the Jacobian of an example's outputs y by the parameters, and ∇²ℓ the Hessian of
/// its loss by y.
public enum ModelCurvature: String, Sendable, Hashable, CaseIterable {
  /// ∇²f: indefinite in general.
  case hessian
  /// 1/n·Σ Jᵀ·∇²ℓ·J (Schraudolph 2002): positive semidefinite where the loss is convex in y, and the
  /// Hessian where the model is linear.
  case gaussNewton = "gauss-newton"
  /// 1/n·Σ Jᵀ·F(y)·J, where F(y) is the Fisher information on y of the distribution that the loss is
  /// the negative log-likelihood of: the expectation of (∂ℓ/∂y)(∂ℓ/∂y)ᵀ over targets drawn from it
  /// (Amari 1998; Martens 2020, arXiv:1412.1193). It does not depend on the targets.
  ///
  /// The expectation is computed, not sampled. Where y is the natural parameter (softmax, binary
  /// cross-entropy, Bernoulli, Poisson, squared error), it is the Gauss–Newton matrix. For absolute error,
  /// log-cosh, Huber's and the pinball loss the distributions are those with density
  /// exp(−ℓ)/constant around y, and F is a number. Label smoothing changes nothing: targets are
  /// drawn from softmax(y). Focal and hinge loss are no likelihoods.
  ///
  /// Where ℓᵢ is a mean over w outputs, f is 1/w of the negative log-likelihood, and so is this
  /// matrix 1/w of the likelihood's.
  case fisher
  /// 1/n·Σ gᵢ·gᵢᵀ with gᵢ = ∇ℓᵢ for the targets of the data: no Hessian, even at a minimum, unless the
  /// model is right and the data many (Kunstner, Balles & Hennig 2019, arXiv:1905.12558). Where ℓᵢ
  /// is a mean over w outputs it compares with 1/w of `fisher`, as gᵢ is a mean, too.
  case empiricalFisher = "empirical-fisher"
}

/// How products with a `ModelCurvature` are computed.
public struct CurvatureOptions: Sendable, Hashable {
  /// Rows at once: more are faster, fewer take less memory. Sums over batches are in float64.
  public var batchSize = 1024
  /// The type that a batch is computed in; that of the parameters when nil.
  public var precision: DType?
  /// Threads that share the work; nil for one a processor.
  public var threads: Int?
  /// δ, which is added to the diagonal.
  public var damping = 0.0

  /// Batches of 1024 rows, without damping.
  public init() {}

  func precision(for parameters: NDArray) -> DType {
    let precision = precision ?? parameters.dtype
    require(precision.isFloating, "CurvatureOptions: cannot compute in \(precision)")
    return precision
  }
}
