/// A rate that falls as one over the root of time.
///
/// With shift = 1 the 1/√t, t = k + 1, of the theory of convex functions (Nemirovski et al. 2009,
/// doi:10.1137/070704277). With warm-up and shift of the same number of steps w it is
/// min(j/w, √(w/j)) at step j of the run: the schedule of Vaswani et al. 2017 (arXiv:1706.03762,
/// section 5.3, "Noam") with its largest rate as the learning rate.
public struct InverseSquareRoot: ScheduleCurve, Described {
  public static let name = "inverse-square-root"
  public static let summary = "A rate that falls as one over the root of time."
  public static let formula = "fₖ = √(shift/(shift + k))     k = 0, 1, …"
  public static let source =
    "Nemirovski et al. 2009, doi:10.1137/070704277; Vaswani et al. 2017, arXiv:1706.03762"
  public static let hyperparameters = [
    Hyperparameter<Self>("shift", \.shift, .above(0), "steps that count as taken before")
  ]

  /// The steps that count as taken before.
  public var shift = 1.0

  public init() {}

  public func factor(at step: Int) -> Double { (shift / (shift + Double(step))).squareRoot() }
}
