import Testing

@testable import DescentCore

/// Records an issue unless each element of `actual` is near that of `expected`: NaN to NaN, else
/// within `absolute` or, in proportion to the larger magnitude, `relative`.
func expectClose(
  _ actual: NDArray, _ expected: Reference, relative: Double = 0, absolute: Double = 0,
  _ comment: @autoclosure () -> String = "",
  sourceLocation: Testing.SourceLocation = #_sourceLocation
) {
  guard actual.shape == expected.shape, actual.dtype == expected.dtype else {
    Issue.record(
      "\(actual.dtype)\(actual.shape) is not \(expected.dtype)\(expected.shape) \(comment())",
      sourceLocation: sourceLocation)
    return
  }
  expectClose(
    actual.doubles, expected.values, relative: relative, absolute: absolute, comment(),
    sourceLocation: sourceLocation)
}

func expectClose(
  _ actual: [Double], _ expected: [Double], relative: Double = 0, absolute: Double = 0,
  _ comment: @autoclosure () -> String = "",
  sourceLocation: Testing.SourceLocation = #_sourceLocation
) {
  let wrong = zip(actual, expected).enumerated().first { _, pair in
    !isClose(pair.0, pair.1, relative: relative, absolute: absolute)
  }
  guard actual.count == expected.count, wrong == nil else {
    let place = wrong.map { "element \($0.offset): \($0.element.0), expected \($0.element.1)" }
    Issue.record(
      "\(place ?? "\(actual.count) elements, expected \(expected.count)") \(comment())",
      sourceLocation: sourceLocation)
    return
  }
}

func isClose(_ a: Double, _ b: Double, relative: Double, absolute: Double) -> Bool {
  if a == b || (a.isNaN && b.isNaN) { return true }
  return abs(a - b) <= max(absolute, relative * max(abs(a), abs(b)))
}

extension Program {
  /// Compiles `function` of float64 inputs of the shapes of `arguments` and runs it on one thread.
  static func run(
    _ arguments: [NDArray], threads: Int = 1, _ function: ([Tensor]) -> [Tensor]
  ) -> [NDArray] {
    Program(
      inputs: arguments.map { Program.Input($0.shape, $0.dtype) }, threads: threads, function
    ).run(arguments)
  }
}

extension NDArray {
  /// Numbers drawn uniformly from `range`.
  static func uniform(
    _ shape: Shape, in range: ClosedRange<Double> = -1...1, _ dtype: DType = .float64, seed: UInt64
  ) -> NDArray {
    var random = RandomSource(seed: seed)
    let numbers = (0..<shape.count).map { _ in Double.random(in: range, using: &random) }
    return NDArray(numbers, shape: shape).converted(to: dtype)
  }
}
