public import DescentCore

/// One schedule after the other, each counting its own steps.
///
/// PyTorch's `SequentialLR` with milestones = at; Optax's `join_schedules` with boundaries = at.
/// Written as `sequence:at=5/20,of=[linear:initial=0.1,final=1;cosine;constant:factor=0.05]`: the
/// linear part, which leaves its length out, takes 5 steps, and the cosine 15.
public struct ScheduleSequence: CompositeCurve {
  public static let name = "sequence"
  public static let summary = "Schedules one after the other, each counting its own steps."
  public static let formula = "fₖ = fᵢ(k − atᵢ₋₁)     atᵢ₋₁ ≤ k < atᵢ, at₋₁ = 0"
  public static let source = "PyTorch's SequentialLR; Optax's join_schedules"
  public static let hyperparameters = [
    Hyperparameter<Self>(
      "at", \.at, .count(atLeast: 0), "the steps at which the second and further parts begin")
  ]

  /// The steps at which the second and further parts begin.
  public var at: [Double] = []
  public var parts: [Schedule] = []

  public init() {}

  /// The schedules `parts`, of which the second and further begin at these steps.
  public init(_ parts: [Schedule], at steps: [Int]) {
    (self.parts, at) = (parts, steps.map(Double.init))
  }

  public func factor(at step: Int) -> Double { factor(atPosition: Double(step)) }

  public func factor(atPosition position: Double) -> Double {
    let index = zip(at, parts.dropFirst()).count { boundary, _ in boundary <= position }
    guard parts.indices.contains(index) else { return 1 }
    return parts[index].factor(atPosition: position - (index > 0 ? at[index - 1] : 0))
  }

  public func resolved(totalSteps: Int) -> Self {
    var curve = self
    let bounds = [0] + at + [Double(totalSteps)]
    for index in parts.indices where index + 1 < bounds.count {
      let length = min(max(bounds[index + 1] - bounds[index], 1), 0x1p53)
      curve.parts[index] = parts[index].resolved(totalSteps: Int(length))
    }
    return curve
  }

  public func check() throws(DescentError) {
    guard !parts.isEmpty else {
      throw DescentError(
        "of of sequence", expected: "schedules in brackets, such as [linear;cosine]", found: "none")
    }
    guard at == at.sorted(), at.count + 1 == parts.count else {
      throw DescentError(
        "at of sequence", expected: "rising steps, one fewer than schedules in of=[...]",
        found: at.isEmpty
          ? "none for \(parts.count)" : "\(SettingValue.list(at)) for \(parts.count)")
    }
  }
}
