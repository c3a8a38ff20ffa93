import DescentCore
import DescentOptimizers
import Testing

@Suite struct FiniteDifferencesTests {
  private let start = Point([
    ("x", NDArray([1.5, -2])), ("w", NDArray([0.5, 3, -1, 2], shape: [2, 2])),
  ])

  /// Where one step of rate 1 leads, which is the gradient up to sign.
  private func step(_ wrappers: [any Wrapper], _ dtype: DType = .float64) -> [Double] {
    let objective = Objective(of: start.layout, precision: dtype) { v in
      exp(0.3 * v.x.sum()) + (v.w * v.w * v.w).sum() + sin(v.x).sum() * v.w.sum()
    }
    var oracle = Oracle(objective)
    let optimizer = Optimizer(SGD(), learningRate: 1, wrappers: wrappers)
    var state = optimizer.initialState(at: start.vector(dtype), &oracle)
    _ = optimizer.step(&state, &oracle)
    return state.iterate.point.doubles
  }

  @Test func `they come near to the gradient, as their orders say`() {
    let exact = step([])
    // Errors: h² and h, and rounding.
    expectClose([step([FiniteDifferences()])], [exact], relative: 1e-9)
    expectClose(
      [step([FiniteDifferences.with { $0.kind = .forward }])], [exact], relative: 1e-6)
    expectClose([step([FiniteDifferences()], .float32)], [exact], relative: 2e-3)
  }

  @Test func `central differences are exact for quadratics at any spacing`() {
    let objective = Objective(of: start.layout) { v in square(v.x).sum() + square(v.w).sum() }
    var oracle = Oracle(objective)
    let optimizer = Optimizer(
      SGD(), learningRate: 0.5, wrappers: [FiniteDifferences.with { $0.spacing = 0.25 }])
    var state = optimizer.initialState(at: start.vector(.float64), &oracle)
    _ = optimizer.step(&state, &oracle)
    #expect(state.iterate.point.doubles.allSatisfy { abs($0) < 1e-13 })
  }
}
