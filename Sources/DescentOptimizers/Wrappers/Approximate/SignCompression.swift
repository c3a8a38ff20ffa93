public import DescentCore

/// Signs of the gradient with one size for each parameter, what is lost being added to the next.
///
/// Karimireddy, Rebjock, Stich & Jaggi 2019, arXiv:1901.09847, algorithm 1 (EF-SignSGD), of the
/// gradient and not of the step. Without feedback e stays 0: Bernstein et al. 2018,
/// arXiv:1802.04434.
public struct SignCompression: GradientWrapper {
  public static let name = "sign-compression"
  public static let summary = "Signs of the gradient and one size; what is lost comes later."
  public static let formula = """
    a = g + e                            e₀ = 0
    gᵢ ← (‖aᵢ‖₁/nᵢ)·sign(aᵢ)            for each parameter i of nᵢ elements
    e ← a − g
    """
  public static let source = "Karimireddy et al. 2019, arXiv:1901.09847, algorithm 1"
  public static let hyperparameters = [
    Hyperparameter<Self>("feedback", \.hasFeedback, "whether what is lost is added to the next")
  ]

  /// Whether what is lost is added to the next gradient.
  public var hasFeedback = true

  public init() {}

  public func initialState(for p: Tensor) -> RuleState {
    hasFeedback ? ["e": .zeros(like: p)] : [:]
  }

  public func change(_ step: inout Step, state s: inout RuleState) {
    step.compress(feedback: hasFeedback, &s) { [step] a in
      step.layout.map(a) { a in abs(a[0]).mean() * sign(a[0]) }
    }
  }
}

extension Step {
  /// Compresses the gradient; with feedback, what compression takes away is remembered under `e` and
  /// added to the next gradient.
  mutating func compress(
    feedback: Bool, _ s: inout RuleState, by compress: (Tensor) -> Tensor
  ) {
    let a = feedback ? g + s.e : g
    g = compress(a)
    if feedback { s.e = a - g }
  }
}
