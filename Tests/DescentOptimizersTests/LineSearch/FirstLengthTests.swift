import DescentCore
import Testing

@testable import DescentOptimizers

struct FirstLengthTests {
  /// The line of (x − 3)² + 1 from x = 5 down the gradient 4.
  private func line() -> (Line, Oracle) {
    var oracle = Oracle(Objective(of: VariableLayout([("x", [])])) { square($0.x - 3) + 1 })
    let iterate = Iterate(at: NDArray([5.0]), step: 0, learningRate: 1, &oracle)
    return (Line(from: iterate, along: [-4]), oracle)
  }

  private func length(_ first: FirstLength, after last: LastStep?) -> Double {
    var (line, oracle) = line()
    var policy = StepPolicy()
    policy.first = first
    return policy.firstLength(&line, after: last, &oracle)
  }

  private let last = LastStep(length: 0.25, slope: -64, fall: 6)

  @Test func `the first length of all is given, or follows from the size of the start`() {
    #expect(length(.given, after: nil) == 1 && length(.slope, after: nil) == 1)
    #expect(length(.fall, after: nil) == 1)
    // 0.01·|x|/|g|
    #expect(abs(length(.hagerZhang, after: nil) - 0.0125) < 1e-15)
  }

  @Test func `later ones follow from the last step`() {
    // φ′ = −16: as much of a first-order change as 0.25·64.
    #expect(length(.slope, after: last) == 1)
    // 2·6/16
    #expect(length(.fall, after: last) == 0.75)
    // The parabola is the function: its minimum is 2 to the left, half of 4.
    #expect(abs(length(.hagerZhang, after: last) - 0.5) < 1e-12)
  }

  @Test func `a short trial that rises is left for twice the last length`() {
    // At a tenth of 30 it is 12 to the left.
    let long = LastStep(length: 30, slope: -64, fall: 6)
    #expect(length(.hagerZhang, after: long) == 60)
  }

  @Test func `the exact length of a quadratic function takes one trial`() throws {
    var (line, oracle) = line()
    let trial = try #require(ExactLength().search(&line, from: 7, &oracle))
    #expect(trial.length == 0.5 && trial.slope == 0)
    #expect(oracle.evaluations.value == 2 && oracle.evaluations.hessianVector == 1)
  }

  @Test func `where a line curves down another search takes over`() throws {
    var oracle = Oracle(Objective(of: VariableLayout([("x", [])])) { cos($0.x) })
    let iterate = Iterate(at: NDArray([0.5]), step: 0, learningRate: 1, &oracle)
    var line = Line(from: iterate, along: [1])
    let trial = try #require(ExactLength().search(&line, from: 1, &oracle))
    #expect(trial.value < line.origin.value && oracle.evaluations.hessianVector == 1)
  }
}
