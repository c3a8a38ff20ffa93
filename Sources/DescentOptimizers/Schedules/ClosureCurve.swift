/// A schedule that a closure computes, for users of the library; it cannot be read back from text.
struct ClosureCurve: ScheduleCurve {
  let closure: @Sendable (Int) -> Double

  var text: String { "closure" }

  func factor(at step: Int) -> Double { closure(step) }
}
