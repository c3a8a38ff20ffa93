/// A method that goes along directions as far as a step policy says.
public protocol LineSearching: Solver, Described {
  /// How far to go along a direction.
  var search: StepPolicy { get set }
}

extension LineSearching {
  /// What users may set of the policy.
  static var searchHyperparameters: [Hyperparameter<Self>] {
    [
      Hyperparameter("search", \Self.search.rule, "how the length of a step is found"),
      Hyperparameter(
        "first", \.search.first, "what the length tried first follows from: numbers, the last step"),
      Hyperparameter("length", \.search.length, .above(0), "the length tried first"),
      Hyperparameter(
        "growth", \.search.growth, .limit(above: 0),
        "the length tried first over that of the last step; none for length"),
      Hyperparameter(
        "longest", \.search.longest, .limit(above: 0),
        "the longest length tried first; of zoom, more-thuente and hager-zhang the longest of all"),
      Hyperparameter(
        "trials", \.search.trials, .countOrInfinity(atLeast: 1),
        "the lengths that a search may try"),
      Hyperparameter(
        "armijo", \.search.armijo, .above(0, through: 0.5),
        "c1, the part of the predicted fall that a step must bring"),
      Hyperparameter(
        "wolfe", \.search.curvature, .above(0, through: 1),
        "c2, the part of the slope that may be left (all that search for Wolfe conditions)"),
      Hyperparameter(
        "approximate", \.search.approximate, .atLeast(0),
        "the part of the value below which slopes decide instead of values"),
      Hyperparameter(
        "contraction", \.search.contraction, .within(0.01..<1),
        "what a length too long is cut by (backtracking, exact)"),
      Hyperparameter(
        "expansion", \.search.expansion, .above(1), "what a length too short grows by (zoom)"),
      Hyperparameter(
        "resolution", \.search.resolution, .atLeast(0),
        "the interval that is not searched further: of variables (strong-wolfe), of lengths (zoom), "
          + "of lengths over themselves (more-thuente, hager-zhang)"),
      Hyperparameter(
        "takes-last", \.search.takesLast,
        "whether the last length tried is taken if none is good (backtracking, zoom)"),
    ]
  }

  public func advice(afterDivergenceAt iterate: Iterate) -> String {
    search.rule == .fixed
      ? "search=strong-wolfe, or a length of \((iterate.learningRate / 10).threeDigits), may help"
      : "another start may help"
  }
}
