import Descent

/// A file with an object for every step of a search.
enum SearchTrace {
  /// Runs a search, and writes what it records to `path`, if there is one.
  ///
  /// - Returns: What the search came to.
  static func write(
    to path: String?, _ problem: FormulaProblem,
    _ search: ((Iterate) -> Void) throws(DescentError) -> Solution
  ) throws(DescentError) -> Solution {
    guard let path else { return try search { _ in } }
    var solution: Solution?
    try AtomicFile.write(to: path) { file throws(DescentError) in
      var (text, failure) = ("", DescentError?.none)
      let result = try search { iterate in
        text += "\(object(iterate, problem.objective.layout))\n"
        guard text.utf8.count > 1 << 16 else { return }
        do throws(DescentError) { try file.append(text) } catch { failure = failure ?? error }
        text = ""
      }
      if let failure { throw failure }
      try file.append(text)
      solution = result
    }
    guard let solution else { return try search { _ in } }
    return solution
  }

  private static func object(_ iterate: Iterate, _ layout: VariableLayout) -> JSONObject {
    [
      "step": iterate.step, "value": iterate.value, "gradientNorm": iterate.gradientNorm,
      "learningRate": iterate.learningRate,
      "point": NestedNumbers(Point(iterate.point, in: layout)),
    ]
  }
}
