import DescentCore
import DescentOptimizers
import Foundation
import Testing

@Suite struct ExtragradientTests {
  @Test(arguments: [0.5, 1])
  func `twenty-five steps follow Korpelevich`(trial: Double) {
    let rule = Extragradient.with { $0.trial = Coefficient(trial) }
    let g = { (x: [Double]) in [4 * pow(x[0], 3) + x[1], x[0] + 6 * x[1]] }
    var p = [1.0, -0.7]
    let expected = (0..<25).map { _ in
      let ahead = zip(p, g(p)).map { $0 - trial * 0.05 * $1 }
      p = zip(p, g(ahead)).map { $0 - 0.05 * $1 }
      return p
    }
    let found = trajectory(
      Optimizer(rule, learningRate: 0.05), from: [1, -0.7], steps: 25,
      on: { p in
        let (x, y) = (p.slice(0..<1), p.slice(1..<2))
        return (square(square(x)) + x * y + 3 * square(y)).sum()
      })
    expectClose(found, expected, relative: 1e-13)
  }

  @Test func `it comes closer to the saddle point of x·y, around which plain steps circle away`() {
    // The players' field (y, −x) is a rotation J: p ← (1 − η·J + η²·J²)·p, J² = −1.
    let field: (Tensor) -> Tensor = { p in
      .concatenate([p.slice(1..<2), -p.slice(0..<1)])
    }
    func distances(_ rule: any UpdateRule) -> [Double] {
      trajectory(
        Optimizer(rule, learningRate: 0.3), from: [3, 4], steps: 20,
        on: { $0.product() }, field: field
      ).map { ($0[0] * $0[0] + $0[1] * $0[1]).squareRoot() }
    }
    let factor = (pow(1 - 0.09, 2) + 0.09).squareRoot()
    let expected = (1...20).map { 5 * pow(factor, Double($0)) }
    expectClose([distances(Extragradient())], [expected], relative: 1e-14)
    #expect(distances(SGD()).last! > 5)
  }
}
