public import DescentCore
import Foundation

/// A method that goes step by step toward a minimum, asking an oracle for what it needs.
///
///     var oracle = Oracle(objective)
///     var state = solver.initialState(at: start, &oracle)
///     while state.iterate.gradientNorm > 1e-10 {
///       if let outcome = solver.step(&state, &oracle) { print(outcome.reason); break }
///     }
///
/// A solver is a value without memory; what it remembers is in its state, which can be copied and
/// gone on from. `minimize` is this loop with rules for stopping.
public protocol Solver: Sendable {
  /// Where it stands, and what it remembers.
  associatedtype State: SolverState

  /// The name that users know it by.
  var methodName: String { get }

  /// Whether its points stay within the objective's bounds; false by default.
  var respectsBounds: Bool { get }

  /// Whether it needs an objective made of residuals; false by default.
  var needsResiduals: Bool { get }

  /// Whether it can meet constraints; false by default.
  var respectsConstraints: Bool { get }

  /// Whether its iterates carry gradients; true by default. Those of a method that asks for values
  /// only have a gradient that is not a number, but for the one that `result` gives.
  var needsGradients: Bool { get }

  /// The state at a point, a vector in the objective's layout and precision.
  func initialState(at point: NDArray, _ oracle: inout Oracle) -> State

  /// Takes one step.
  ///
  /// - Returns: Why no step can be taken, if so; the state is then as it was. A step may lead to
  ///   where value or gradient are not finite.
  func step(_ state: inout State, _ oracle: inout Oracle) -> Outcome?

  /// Why a point with a small gradient is no minimum, where the method can tell; nil by default.
  func objection(toMinimumAt state: State, _ oracle: inout Oracle) -> Outcome?

  /// What a search that ends in this state has come to: by default, where it stands.
  func result(of state: State, _ oracle: inout Oracle) -> Iterate

  /// Throws if it is not for such a function, or a run of at most so many steps.
  func check(_ objective: Objective, steps: Int) throws(DescentError)

  /// The solver of a run of at most `totalSteps` steps; itself by default.
  func resolved(totalSteps: Int) -> Self

  /// What to try after a step led to where value or gradient are not finite.
  func advice(afterDivergenceAt iterate: Iterate) -> String
}

/// What a solver remembers from step to step.
public protocol SolverState: Sendable {
  /// Where it stands.
  var iterate: Iterate { get set }
}

extension Solver {
  public var respectsBounds: Bool { false }
  public var needsResiduals: Bool { false }
  public var respectsConstraints: Bool { false }
  public var needsGradients: Bool { true }
  public func objection(toMinimumAt state: State, _ oracle: inout Oracle) -> Outcome? { nil }
  public func result(of state: State, _ oracle: inout Oracle) -> Iterate { state.iterate }
  public func check(_ objective: Objective, steps: Int) throws(DescentError) {}
  public func resolved(totalSteps: Int) -> Self { self }
  public func advice(afterDivergenceAt iterate: Iterate) -> String { "another start may help" }
}

extension Double {
  /// With three significant digits, for messages: "3.1e-11".
  package var threeDigits: String { String(format: "%.3g", self) }
}
