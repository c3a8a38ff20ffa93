import Descent

/// A file with an object for every step of one search, or of several one after the other.
enum SearchTrace {
  /// Runs searches, and writes what they record to `path`, if there is one.
  ///
  /// - Parameter isNamed: Whether each object names the method.
  /// - Returns: What the searches came to.
  static func write(
    to path: String?, _ layout: VariableLayout, isNamed: Bool,
    _ searches: ((any Solver, Iterate) -> Void) throws(DescentError) -> ExitStatus
  ) throws(DescentError) -> ExitStatus {
    guard let path else { return try searches { _, _ in } }
    var status = ExitStatus.done
    try AtomicFile.write(to: path) { file throws(DescentError) in
      var (text, failure) = ("", DescentError?.none)
      status = try searches { solver, iterate in
        text += "\(object(iterate, layout, optimizer: isNamed ? solver.methodName : nil))\n"
        guard text.utf8.count > 1 << 16 else { return }
        do throws(DescentError) { try file.append(text) } catch { failure = failure ?? error }
        text = ""
      }
      if let failure { throw failure }
      try file.append(text)
    }
    return status
  }

  private static func object(
    _ iterate: Iterate, _ layout: VariableLayout, optimizer: String?
  ) -> JSONObject {
    [
      "optimizer": optimizer, "step": iterate.step, "value": iterate.value,
      "gradientNorm": iterate.gradientNorm, "learningRate": iterate.learningRate,
      "point": NestedNumbers(Point(iterate.point, in: layout)),
    ]
  }
}
