/// Mini-batch gradient descent: each step follows the gradient over a few examples.
///
/// Dekel et al. 2012, arXiv:1012.1367: the variance of gₜ falls as 1/b. The same recursion as
/// `sgd`, which takes any batch size too; the name says that several examples are meant.
public struct MiniBatch: PlainGradient {
  public static let name = "mini-batch"
  public static let summary = "The mean gradient over a few examples; the recursion of sgd."
  public static let source = "Dekel, Gilad-Bachrach, Shamir & Xiao 2012, arXiv:1012.1367"

  public init() {}
}
