/// Problems of one form for any number of variables, made for large numbers of them.
public enum ProblemFamily: String, Sendable, CaseIterable {
  case extendedRosenbrock = "extended-rosenbrock"
  case extendedPowellSingular = "extended-powell-singular"
  case extendedWood = "extended-wood"
  case chainedRosenbrock = "chained-rosenbrock"
  case chainedPowellSingular = "chained-powell-singular"
  case chainedWood = "chained-wood"
  case broydenTridiagonal = "broyden-tridiagonal"
  case trigonometric
  case variablyDimensioned = "variably-dimensioned"

  /// Whether only multiples of 4 will do for the number of variables.
  public var needsMultipleOf4: Bool {
    switch self {
    case .extendedPowellSingular, .extendedWood, .chainedPowellSingular, .chainedWood: true
    case .extendedRosenbrock, .chainedRosenbrock, .broydenTridiagonal, .trigonometric,
      .variablyDimensioned:
      false
    }
  }

  /// The problem with `n` variables.
  ///
  /// - Precondition: n is a multiple of 4 where that is needed, even for extended Rosenbrock.
  public func problem(_ n: Int) -> TestProblem {
    switch self {
    case .extendedRosenbrock: MoreGarbowHillstrom.extendedRosenbrock(n)
    case .extendedPowellSingular: MoreGarbowHillstrom.extendedPowellSingular(n)
    case .extendedWood: .extendedWood(n)
    case .chainedRosenbrock: .chainedRosenbrock(n)
    case .chainedPowellSingular: .chainedPowellSingular(n)
    case .chainedWood: .chainedWood(n)
    case .broydenTridiagonal: MoreGarbowHillstrom.broydenTridiagonal(n)
    case .trigonometric: MoreGarbowHillstrom.trigonometric(n)
    case .variablyDimensioned: MoreGarbowHillstrom.variablyDimensioned(n)
    }
  }
}
