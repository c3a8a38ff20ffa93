public import DescentCore

/// The product of several schedules, each of which sees every step.
///
/// PyTorch's `ChainedScheduler`. Written as `product:of=[constant:factor=0.1,steps=4;exponential]`.
public struct ScheduleProduct: CompositeCurve {
  public static let name = "product"
  public static let summary = "The product of several schedules, each of which sees every step."
  public static let formula = "fₖ = Πᵢ fᵢ(k)"
  public static let source = "PyTorch's ChainedScheduler"

  public var parts: [Schedule] = []

  public init() {}

  /// The product of `parts`.
  public init(_ parts: [Schedule]) { self.parts = parts }

  public func factor(at step: Int) -> Double { parts.reduce(1) { $0 * $1.factor(at: step) } }

  public func factor(atPosition position: Double) -> Double {
    parts.reduce(1) { $0 * $1.factor(atPosition: position) }
  }

  public func check() throws(DescentError) {
    guard !parts.isEmpty else {
      throw DescentError(
        "of of product", expected: "schedules in brackets, such as [linear;cosine]", found: "none")
    }
  }
}
