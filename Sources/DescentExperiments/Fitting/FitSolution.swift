import DescentCore
public import DescentOptimizers

/// What a fit came to.
public struct FitSolution: Sendable {
  /// A number that was estimated.
  public struct Estimate: Sendable {
    /// "b1", or "w[0]" for an element of a vector.
    public let name: String
    /// Its value.
    public let value: Double
    /// The standard deviation that the estimate would have over many such data; no number where the
    /// data do not tell.
    public let standardError: Double
    /// Holds the truth 95 times in 100, as far as the model is right and nearly linear within it.
    public let interval95: (lower: Double, upper: Double)
  }

  /// Why the search ended.
  public let outcome: Outcome
  /// The parameters.
  public let point: Point
  /// The numbers in them.
  public let estimates: [Estimate]
  /// How the errors of two estimates go together, from −1 to 1, row by row.
  public let correlation: [Double]
  /// Σ wᵢ·(yᵢ − model)²; nil for families other than the Gaussian.
  public let residualSumOfSquares: Double?
  /// √(residual sum/degrees of freedom).
  public let residualStandardDeviation: Double?
  /// 1 − residual sum/Σ wᵢ·(yᵢ − ȳ)².
  public let rSquared: Double?
  /// Twice the log-likelihood lost against a model that meets every response, for other families.
  public let deviance: Double?
  /// The same for a model that is one constant.
  public let nullDeviance: Double?
  /// Rows less parameters.
  public let degreesOfFreedom: Int
  /// What was minimized, at the estimates.
  public let value: Double
  /// The model's mean response in each row.
  public let fitted: [Double]
  /// The response of each row.
  public let response: [Double]
  /// Steps of the search.
  public let iterations: Int
  /// How often the model and its derivatives were computed.
  public let evaluations: Oracle.Evaluations
  /// How long it took.
  public let seconds: Double
}
