import Foundation
import Testing

@testable import DescentCore

/// `checkDerivatives`, and the differences that it trusts.
@Suite struct CheckDerivativesTests {
  /// Not of eigenvectors: differences allow for one rounding, and an iteration makes many.
  @Test(arguments: PrimitiveExample.all.filter { !$0.name.hasPrefix("eigenvectors") })
  func `nothing is reported of any primitive`(example: PrimitiveExample) {
    let x = example.variables.map { example.arguments[$0] }
    for dtype in [DType.float64, .float32] {
      let arguments = x.map { $0.converted(to: dtype) }
      let report =
        switch arguments.count {
        case 1: checkDerivatives(of: { example.scalar([$0]) }, at: arguments[0])
        case 2: checkDerivatives(of: example.scalar, at: ["a": arguments[0], "b": arguments[1]])
        default:
          checkDerivatives(
            of: example.scalar, at: ["a": arguments[0], "b": arguments[1], "c": arguments[2]])
        }
      #expect(report.isCorrect, "\(report)")
      let n = x.map(\.count).reduce(0, +)
      #expect(report.count == 2 * n + n * n)
      #expect(dtype == .float32 || report.largestError < 1e-7, "\(report)")
    }
  }

  @Test func `a wrong derivative is reported with its argument and index`() {
    // The derivative of x·stop(x) is x, that of x² is 2x.
    let report = checkDerivatives(
      of: { x in
        let second = x[1].reshaped([4]).slice(2..<3)
        return square(x[0]).sum() + (second * second.stopGradient()).sum()
      }, at: ["w": NDArray([1.0, 2]), "b": NDArray([1.0, 2, 3, 4], shape: [2, 2])])
    #expect(!report.isCorrect)
    #expect(
      report.disagreements.map(\.transformation) == [
        .gradient, .pushforward, .hessianVectorProduct,
      ])
    for disagreement in report.disagreements.prefix(2) {
      #expect(disagreement.elements.map(\.description) == ["b[1, 0]"])
      #expect(disagreement.found == 3 && abs(disagreement.expected - 6) < 1e-9)
      #expect(disagreement.error < 1e-9)
    }
    let second = report.disagreements[2]
    #expect(second.elements.map(\.description) == ["b[1, 0]", "b[1, 0]"])
    #expect(second.found == 0 && abs(second.expected - 1) < 1e-9)
    let lines = report.description.split(separator: "\n")
    #expect(lines.count == 4 && lines[0].hasPrefix("48 derivatives: 3 disagree with differences"))
    #expect(lines[1].hasPrefix("gradient: ∂f/∂b[1, 0] is 3.0, differences give "))
    #expect(lines[3].contains("∂²f/∂b[1, 0]∂b[1, 0] is 0.0"))
  }

  @Test func `a wrong second derivative is reported where the first is right`() {
    // The value of x³ and its first derivative, but not its second: the factor 3y² is held fast.
    let f: (Tensor) -> Tensor = { x in
      let y = x.stopGradient()
      return (y * y * y + 3 * y * y * (x - y)).sum()
    }
    let x = NDArray([0.5, -2])
    #expect(checkDerivatives(of: f, at: x, upTo: 1).isCorrect)
    let report = checkDerivatives(of: f, at: x)
    #expect(
      report.disagreements.map(\.transformation) == [.hessianVectorProduct, .hessianVectorProduct])
    #expect(report.disagreements.map(\.found) == [0, 0])
    expectClose(report.disagreements.map(\.expected), [3, -12], relative: 1e-9)
  }

  @Test func `elements of large arguments are picked at equal distances`() {
    let report = checkDerivatives(
      of: { sin($0).sum() }, at: NDArray.uniform([1000], seed: 1), upTo: 1, limit: 10)
    #expect(report.isCorrect && report.count == 20)
  }

  @Test func `functions are differentiated near the edge of their domain`() {
    for x in [1e-3, 1e-5, 1e-8] {
      let report = checkDerivatives(of: { log($0).sum() }, at: NDArray([x]))
      #expect(report.isCorrect, "\(report)")
    }
  }

  @Test func `a function that is nowhere finite is reported`() {
    let report = checkDerivatives(of: { log($0).sum() }, at: NDArray([-1.0]), upTo: 1)
    #expect(report.disagreements.count == 2)
    #expect(report.description.contains("differences give nan ± inf"))
  }

  @Test func `errors of differences are estimated well`() {
    let functions: [(Double, (Double) -> Double, Double)] = [
      (0.7, Foundation.exp, Foundation.exp(0.7)), (1.3, Foundation.sin, Foundation.cos(1.3)),
      (0.01, Foundation.log, 100), (1e6, { $0 * $0 }, 2e6), (0.02, { abs($0) }, 1),
    ]
    for (x, f, expected) in functions {
      let estimate = extrapolatedDerivatives(at: x, in: .float64) { [f($0)] }[0]
      #expect(abs(estimate.value - expected) <= 10 * estimate.error)
      #expect(estimate.error < 1e-8 * abs(expected), "\(x): \(estimate)")
    }
  }
}
