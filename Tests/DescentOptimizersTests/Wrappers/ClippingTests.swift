import DescentCore
import DescentOptimizers
import Testing

@Suite struct ClippingTests {
  private let layout = VariableLayout([("w", [2, 2]), ("b", [2])])

  /// The point after one step of length 1 from `start`, negated: the gradient that the rule saw.
  private func seen(
    _ wrapper: any Wrapper, _ g: [Double], from start: [Double]? = nil
  ) -> [Double] {
    let start = start ?? g.map { _ in 0.0 }
    var stepper = Stepper(
      Optimizer(SGD(), learningRate: 1, wrappers: [wrapper]), start: NDArray(start), layout)
    stepper.advance(g)
    return zip(start, stepper.parameters.doubles).map { $0 - $1 }
  }

  @Test func `each parameter is clipped by its own norm`() {
    let found = seen(ClipParameterNorm.with { $0.bound = 2 }, [3, 0, 0, 4, 0.6, 0.8])
    expectClose([found], [[1.2, 0, 0, 1.6, 0.6, 0.8]], relative: 1e-15)
  }

  @Test func `each parameter is clipped by its own root mean square`() {
    // RMS(3, 0, 0, 4) = 2.5, RMS(0.6, 0.8) = √0.5.
    let found = seen(ClipRMS.with { $0.bound = 1 }, [3, 0, 0, 4, 0.6, 0.8])
    expectClose([found], [[1.2, 0, 0, 1.6, 0.6, 0.8]], relative: 1e-15)
  }

  @Test func `adaptive clipping bounds columns and vectors by a share of their norms`() {
    // Columns (3, 4) of norm 5 and (0, 0), reckoned as 0.001; a vector of norm 10.
    let found = seen(
      ClipAdaptive.with { $0.clipping = 0.1 }, [3, 1, 4, 0, 0.6, 0.8], from: [3, 0, 4, 0, 6, 8])
    expectClose([found], [[0.3, 1e-4, 0.4, 0, 0.6, 0.8]], relative: 1e-14)
  }

  @Test func `a gradient of zero stays what it is`() {
    for wrapper in [ClipParameterNorm(), ClipRMS(), ClipAdaptive()] as [any Wrapper] {
      #expect(seen(wrapper, [0, 0, 0, 0, 0, 0]) == [0, 0, 0, 0, 0, 0])
    }
  }

  @Test func `centralizing takes the mean off each unit and leaves vectors alone`() {
    let g = [1.0, 2, 3, 8, 5, 6]
    #expect(seen(Centralize(), g) == [-1, -3, 1, 3, 5, 6])
    #expect(seen(Centralize.with { $0.units = .first }, g) == [-0.5, 0.5, -2.5, 2.5, 5, 6])
  }

  @Test func `a normalized gradient has the norm asked for`() {
    let found = seen(Normalize.with { ($0.norm, $0.epsilon) = (2, 1e-12) }, [0, 3, 0, 0, 4, 0])
    expectClose([found], [[0, 1.2, 0, 0, 1.6, 0]], relative: 1e-11)
  }

  @Test func `NaN becomes zero and infinity stays`() {
    let found = seen(ZeroNaNs(), [.nan, 1, -.infinity, 2, .nan, 3])
    #expect(found == [0, 1, -.infinity, 2, 0, 3])
  }
}
