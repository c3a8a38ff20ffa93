extension TestProblem {
  /// The problem of this name, which may end in the number of variables: "wood", "watson12",
  /// "extended_rosenbrock100". Signs between words do not count.
  public static func named(_ name: String) -> TestProblem? {
    let text = plain(name)
    let fixed = MoreGarbowHillstrom.all + HockSchittkowski.all + [robustExponential]
    if let problem = fixed.first(where: { plain($0.name) == text }) { return problem }
    let digits = text.reversed().prefix { $0.isNumber }.count
    // Names may end in a digit themselves: of "penalty14" the number is 4.
    return (0..<digits).lazy.compactMap { length in
      sized(String(text.dropLast(length + 1)), text.suffix(length + 1))
    }.first
  }

  /// The problem of this plain name with as many variables as the digits say.
  private static func sized(_ stem: String, _ digits: Substring) -> TestProblem? {
    guard let n = Int(digits), n > 0 else { return nil }
    if let family = ProblemFamily.allCases.first(where: { plain($0.rawValue) == stem }) {
      return n % (family.needsMultipleOf4 ? 4 : 1) == 0 ? family.problem(n) : nil
    }
    if stem == "rosenbrock", n > 2 { return .chainedRosenbrock(n) }
    let fixed = MoreGarbowHillstrom.all + [robustExponential]
    guard let problem = fixed.first(where: { plain($0.name) == stem }) else { return nil }
    return problem.dimension == n ? problem : problem.number.flatMap { resized($0, to: n) }
  }

  private static func plain(_ name: String) -> String {
    name.lowercased().filter { $0.isLetter || $0.isNumber }
  }

  /// Those of Moré, Garbow & Hillstrom that are of any dimension and no families here.
  private static func resized(_ number: Int, to n: Int) -> TestProblem? {
    switch number {
    case 20 where (2...31).contains(n): MoreGarbowHillstrom.watson(n)
    case 23: MoreGarbowHillstrom.penalty1(n)
    case 24 where n >= 2: MoreGarbowHillstrom.penalty2(n)
    case 27 where n >= 2: MoreGarbowHillstrom.brownAlmostLinear(n)
    case 28: MoreGarbowHillstrom.discreteBoundaryValue(n)
    case 29: MoreGarbowHillstrom.discreteIntegralEquation(n)
    case 31: MoreGarbowHillstrom.broydenBanded(n)
    case 32: MoreGarbowHillstrom.linearFullRank(n, residuals: 2 * n)
    case 33: MoreGarbowHillstrom.linearRankOne(n, residuals: 2 * n)
    case 34 where n >= 3: MoreGarbowHillstrom.linearRankOneWithZeros(n, residuals: 2 * n)
    case 35: MoreGarbowHillstrom.chebyquad(n)
    default: nil
    }
  }
}
