public import DescentCore
import Foundation

/// Finite differences: the gradient from values alone.
///
/// Nocedal & Wright 2006, section 8.1. h = δ·max(|pᵢ|, 1); where δ is not set it is ∛ε for central
/// and √ε for forward differences, ε the distance from 1 to the next number of the type. For few
/// parameters: all values of a step are computed, and kept, at once. Products with the Hessian stay
/// exact.
public struct FiniteDifferences: Wrapper {
  public static let name = "finite-differences"
  public static let summary = "Takes the gradient from values alone, one or two a parameter."
  public static let formula = """
    gᵢ ← (f(p + h·eᵢ) − f(p − h·eᵢ))/2h     central
    gᵢ ← (f(p + h·eᵢ) − f(p))/h             forward
    """
  public static let source = "Nocedal & Wright 2006, Numerical Optimization, section 8.1"
  public static let role: WrapperRole? = .approximation
  public static let hyperparameters = [
    Hyperparameter<Self>("kind", \.kind, "central takes two values a parameter, forward one"),
    Hyperparameter("spacing", \.spacing, .above(0), "δ, by which h = δ·max(|pᵢ|, 1)"),
  ]

  /// On which sides values are taken.
  public enum Kind: String, SettingChoice { case central, forward }

  /// On which sides values are taken.
  public var kind = Kind.central
  /// δ; nil for what suits the type.
  public var spacing: Double?

  public init() {}

  public func update(_ step: Step, state s: inout RuleState, inner: inout Inner) -> Tensor {
    let value = step.requiredValue(for: Self.name)
    var changed = step
    changed.g = gradient(of: value, at: step.p, center: step.probe?.value)
    changed.probe?.gradient = { gradient(of: value, at: $0, center: nil) }
    return inner.update(changed)
  }

  /// The differences at `p`, where the value is `center`, if it is known.
  private func gradient(
    of value: @escaping (Tensor) -> Tensor, at p: Tensor, center: Tensor?
  ) -> Tensor {
    let isNarrow = p.dtype == .float32
    let epsilon = isNarrow ? 0x1p-23 : 0x1p-52
    let usual = kind == .central ? cbrt(epsilon) : epsilon.squareRoot()
    let h = (spacing ?? usual) * max(abs(p), 1)
    let n = p.shape.count
    let unit = Tensor.iota([n, n], axis: 0) .== Tensor.iota([n, n], axis: 1)
    let moves = unit.cast(to: p.dtype) * h
    func values(_ sign: Double) -> Tensor { map(over: moves) { value(p + sign * $0) } }
    switch kind {
    case .central: return ((values(1) - values(-1)) / (2 * h)).cast(to: p.dtype)
    case .forward: return ((values(1) - (center ?? value(p))) / h).cast(to: p.dtype)
    }
  }
}

extension Step {
  /// The function's value elsewhere, for a wrapper that cannot do without.
  func requiredValue(for name: String) -> (Tensor) -> Tensor {
    guard let value = probe?.valueAt else {
      fatalError("\(name): needs values of the function that is minimized, got its gradient alone")
    }
    return value
  }
}
