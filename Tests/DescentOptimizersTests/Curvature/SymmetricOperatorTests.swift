import DescentCore
import Testing

@testable import DescentOptimizers

struct SymmetricOperatorTests {
  @Test(arguments: Spectra.allCases)
  func `products with unit vectors give the matrix`(_ spectrum: Spectra) {
    expectClose([spectrum.operator.matrix.doubles], [spectrum.matrix], relative: 1e-14)
  }

  @Test func `damping adds to the diagonal`() {
    let a = SymmetricOperator(NDArray([1.0, 2, 2, -3], shape: [2, 2]))
    #expect(a.damped(by: 0.5)([1, 10]) == [21.5, -23])
    #expect(a.damped(by: 0)([1, 10]) == [21, -28])
  }

  @Test func `of an objective it is the Hessian`() {
    let point: Point = ["x": [0.3, -1.2], "y": 0.7]
    let objective = Objective(of: point.layout) { v in
      exp(v.x * v.y).sum() + 100 * square(v.y - square(v.x).sum())
    }
    var oracle = Oracle(objective)
    let hessian = oracle.hessian(at: point.vector(.float64)).doubles
    let found = SymmetricOperator(hessianOf: objective, at: point).matrix.doubles
    expectClose([found], [hessian], relative: 1e-13)
    #expect(found.count == 9)
  }
}
