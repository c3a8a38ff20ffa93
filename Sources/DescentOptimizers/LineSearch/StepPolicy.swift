/// How far a method goes along its direction: a line search, with the numbers that it goes by.
///
///     var solver = LBFGS()
///     solver.search.rule = .zoom
///     solver.search.trials = 20
public struct StepPolicy: Sendable, Hashable {
  /// The searches that there are.
  public enum Rule: String, SettingChoice {
    /// Brackets and interpolates until the strong Wolfe conditions hold.
    case strongWolfe = "strong-wolfe"
    /// Doubles and zooms until the strong Wolfe conditions hold.
    case zoom
    /// Brackets by the cases of Moré and Thuente until the strong Wolfe conditions hold.
    case moreThuente = "more-thuente"
    /// Secants and bisections until the Wolfe conditions hold, or the approximate ones.
    case hagerZhang = "hager-zhang"
    /// Shortens until the value falls enough.
    case backtracking
    /// Goes where a quadratic function has its minimum, by a product with the Hessian.
    case exact
    /// Does not search.
    case fixed
  }

  /// Which search it is.
  public var rule = Rule.strongWolfe
  /// What the length that a search begins with follows from.
  public var first = FirstLength.given
  /// The length that a search begins with, or that every step has where there is none.
  public var length = 1.0
  /// Where given, a search begins with the length of the last step times this.
  public var growth: Double?
  /// The longest length that a search begins with, and that zooming, Moré–Thuente and Hager–Zhang
  /// go to.
  public var longest = Double.infinity
  /// How many lengths a search tries at most.
  public var trials = 25.0
  /// c₁ in (0, ½]: the part of the predicted fall that a step must bring.
  public var armijo = 1e-4
  /// c₂ in (0, 1): the part of the slope that may be left after a step.
  public var curvature = 0.9
  /// ε: the part of the value below which slopes decide, not values; nil for values only.
  public var approximate: Double? = 1e-6
  /// What backtracking multiplies a length by that is too long.
  public var contraction = 0.5
  /// What zooming multiplies a length by that is too short.
  public var expansion = 2.0
  /// The interval that is too small to be searched: for strong-wolfe, of the variable that changes
  /// most; for zoom, of the length; for more-thuente and hager-zhang, of the length over itself.
  public var resolution = 0.0
  /// Whether backtracking and zooming take the last length tried where none is good.
  public var takesLast = false

  /// The defaults.
  public init() {}

  private var conditions: WolfeConditions {
    WolfeConditions(armijo: armijo, curvature: curvature, approximate: approximate)
  }

  private var search: any LineSearch {
    switch rule {
    case .strongWolfe:
      StrongWolfe(conditions: conditions, trials: trials, resolution: resolution)
    case .zoom:
      Zoom(
        conditions: conditions, trials: trials, expansion: expansion, longest: longest,
        resolution: resolution, takesLast: takesLast)
    case .moreThuente: moreThuente
    case .hagerZhang:
      HagerZhang(
        conditions: conditions, trials: trials, longest: longest, resolution: resolution)
    case .backtracking: backtracking
    case .exact: ExactLength(cut: backtracking, other: moreThuente)
    case .fixed: FixedLength()
    }
  }

  private var moreThuente: MoreThuente {
    MoreThuente(conditions: conditions, trials: trials, longest: longest, resolution: resolution)
  }

  private var backtracking: Backtracking {
    Backtracking(
      sufficientDecrease: armijo, contraction: contraction, trials: trials,
      approximate: approximate, takesLast: takesLast)
  }

  /// Looks for a length along a line.
  ///
  /// - Parameter last: What the last step has shown, nil before the first.
  /// - Returns: The trial to go on from; nil if there is none.
  func search(_ line: inout Line, after last: LastStep?, _ oracle: inout Oracle) -> Trial? {
    let guess = firstLength(&line, after: last, &oracle)
    let trial = search.search(&line, from: min(guess, longest), &oracle)
    // A step that rounding has taken away leads nowhere.
    return trial?.iterate.point == line.origin.iterate.point ? nil : trial
  }
}
