/// Gradient descent: each step follows the gradient over all of the data.
///
/// Cauchy 1847, "Méthode générale pour la résolution des systèmes d'équations simultanées". One
/// epoch is one step. On a quadratic it is stable for η < 2/λmax, the largest eigenvalue of ∇²f.
public struct GradientDescent: PlainGradient {
  public static let name = "gradient-descent"
  public static let summary = "The gradient over all of the data at every step."
  public static let source = "Cauchy 1847, Comptes Rendus 25, 536–538"
  public static let tuning: String? =
    "the learning rate, and the epochs, since each is one step"
  public static let batch = BatchUse.whole

  public init() {}
}
