/// What `checkDerivatives` found: how many derivatives were compared, and those that are wrong.
public struct DerivativeReport: Sendable {
  /// A transformation whose result is compared with differences.
  public enum Transformation: String, Sendable, CaseIterable {
    /// First derivatives by reverse mode, against differences of the function.
    case gradient
    /// First derivatives by forward mode, against differences of the function.
    case pushforward
    /// Second derivatives, forward over reverse, against differences of the gradient.
    case hessianVectorProduct
  }

  /// One element of an argument, such as `w[0, 3]`.
  public struct Element: Sendable, Hashable, CustomStringConvertible {
    /// The name of the argument.
    public let argument: String
    /// The position in it, one index for each axis.
    public let index: [Int]

    public var description: String { index.isEmpty ? argument : "\(argument)\(index)" }
  }

  /// A derivative that differs from the differences by more than their error.
  public struct Disagreement: Sendable, CustomStringConvertible {
    /// Whose result is wrong.
    public let transformation: Transformation
    /// With respect to what: one element for a first derivative, two for a second.
    public let elements: [Element]
    /// The derivative by differences; NaN if the function is not finite nearby.
    public let expected: Double
    /// The estimated error of `expected`.
    public let error: Double
    /// The derivative that the transformation gives.
    public let found: Double

    /// "gradient: ∂f/∂w[0, 3] is 1.5, differences give 1.25 ± 3e-12".
    public var description: String {
      let below = elements.map { "∂\($0)" }.joined()
      let above = elements.count == 1 ? "∂f" : "∂²f"
      return
        "\(transformation.rawValue): \(above)/\(below) is \(found.shown), differences give \(expected.shown) ± \(error)"
    }
  }

  /// How many derivatives were compared.
  public internal(set) var count = 0
  /// The largest error that the differences have by their own estimate: what was not seen.
  public internal(set) var largestError = 0.0
  /// Those that are wrong, in the order of the arguments.
  public internal(set) var disagreements: [Disagreement] = []

  /// Whether all agree.
  public var isCorrect: Bool { disagreements.isEmpty }

  /// Compares one derivative with `estimate`, within four times its error and `tolerance` of the
  /// value.
  mutating func compare(
    _ found: Double, _ estimate: DifferenceEstimate, tolerance: Double,
    _ transformation: Transformation, _ elements: [Element]
  ) {
    count += 1
    largestError = max(largestError, estimate.error)
    let scale = max(abs(found), abs(estimate.value))
    guard !(abs(found - estimate.value) <= 4 * estimate.error + tolerance * scale) else { return }
    disagreements.append(
      Disagreement(
        transformation: transformation, elements: elements, expected: estimate.value,
        error: estimate.error, found: found))
  }
}

extension DerivativeReport: CustomStringConvertible {
  /// One line that says whether all is right, then a line for each disagreement.
  public var description: String {
    let result =
      isCorrect ? "all agree with differences" : "\(disagreements.count) disagree with differences"
    let summary = "\(count) derivatives: \(result), whose errors are at most \(largestError)"
    return ([summary] + disagreements.map(\.description)).joined(separator: "\n")
  }
}
