import DescentCore
import Testing

@testable import DescentOptimizers

/// Products with curvature matrices, one for each unit vector, against the matrices.
@Suite struct CurvatureProductTests {
  private func columns(_ product: CurvatureProduct, _ count: Int) -> Matrix {
    (0..<count).map { k in
      product.direction.write((0..<count).map { $0 == k ? 1.0 : 0 })
      product.run()
      return product.array.doubles
    }
  }

  private func moved(_ point: NDArray, by distance: Double) -> NDArray {
    NDArray(point.doubles.enumerated().map { $1 + distance * ($0 % 2 == 0 ? 1 : -0.5) })
  }

  private func expectEqual(_ found: Matrix, _ expected: Matrix, _ what: String) {
    let size = expected.flatMap { $0 }.map(abs).max() ?? 0
    let difference = zip(found.flatMap { $0 }, expected.flatMap { $0 }).map { abs($0 - $1) }
    #expect(size > 1e-3, "\(what): the matrix is near zero")
    #expect(
      found.count == expected.count && difference.allSatisfy { $0 <= 1e-10 * size },
      "\(what): off by \(difference.max() ?? .nan) of \(size)")
  }

  @Test(arguments: SharedNet.all, [1, 2])
  func `products are those with the dense matrices`(net: SharedNet, threads: Int) {
    let decay = net.parameters.indices.map { $0 % 2 == 0 ? 0.3 : 0 }
    let problem = NetObjective(net, batch: 7, curvatureBatch: 5, decay: decay, threads: threads)
    var oracle = Oracle(problem.objective)
    let choices = [[0, 1, 2, 3, 4, 5, 6], [7, 2, 0, 5, 6, 1, 3]]
    for (round, chosen) in choices.enumerated() {
      problem.use(chosen)
      oracle.data += 1
      let rows = Array(chosen.prefix(5))
      for distance in [0, 0.2] {
        let point = moved(problem.point, by: distance)
        let what = "rows \(round), distance \(distance)"
        let hessian = oracle.products(of: .hessian)
        hessian.move(to: point, data: oracle.data)
        expectEqual(
          columns(hessian, point.count), problem.hessianMatrix(point, rows), "Hessian, \(what)")
        let plain = oracle.products(of: .gaussNewton)
        plain.move(to: point, data: oracle.data)
        expectEqual(
          columns(plain, point.count), problem.gaussNewtonMatrix(point, rows),
          "Gauss-Newton, \(what)")
        let fisher = oracle.products(of: .empiricalFisher)
        fisher.move(to: point, data: oracle.data)
        expectEqual(
          columns(fisher, point.count), problem.empiricalFisherMatrix(point, rows),
          "empirical Fisher, \(what)")
        let structural = oracle.products(of: .gaussNewton, isStructural: true)
        structural.move(to: point, data: oracle.data)
        for weight in [0.7, 0] {
          structural.structural.write(CollectionOfOne(weight))
          expectEqual(
            columns(structural, point.count),
            problem.gaussNewtonMatrix(point, rows, structural: weight),
            "structural \(weight), \(what)")
        }
      }
    }
  }

  @Test func `a point is prepared again for other data alone`() {
    let problem = NetObjective(.named("two dense layers"), batch: 5)
    var oracle = Oracle(problem.objective)
    let v = NDArray((0..<problem.point.count).map { Double($0 % 3) - 1 })
    let first = oracle.product(.gaussNewton, at: problem.point, along: v)
    problem.use([7, 6, 5, 4, 3])
    // Nobody was told.
    #expect(oracle.product(.gaussNewton, at: problem.point, along: v) == first)
    oracle.data += 1
    #expect(oracle.product(.gaussNewton, at: problem.point, along: v) != first)
  }

  @Test func `a product is counted as four thirds of the gradients of its rows`() {
    let problem = NetObjective(.named("two dense layers"), batch: 6, curvatureBatch: 3)
    var oracle = Oracle(problem.objective)
    let v = NDArray([Double](repeating: 1, count: problem.point.count))
    _ = oracle.product(.hessian, at: problem.point, along: v)
    _ = oracle.product(.gaussNewton, at: problem.point, along: v)
    #expect(abs(oracle.work - 2 * 3 * 4 / 3) < 1e-12)
    #expect(oracle.evaluations.hessianVector == 2)
    _ = oracle.valueAndGradient(at: problem.point)
    #expect(abs(oracle.work - 8 - 6) < 1e-12)
    _ = oracle.value(at: problem.point)
    #expect(abs(oracle.work - 14 - 2) < 1e-12)
    _ = oracle.curvatureValue(at: problem.point)
    #expect(abs(oracle.work - 16 - 1) < 1e-12)
    #expect(oracle.evaluations.value == 3 && oracle.evaluations.gradient == 1)
  }

  @Test func `functions without data have Hessian products, too`() {
    let objective = Objective(of: VariableLayout([("x", [3])])) { v in
      (square(square(v.x)).sum() + v.x.slice(0..<1).sum() * v.x.slice(2..<3).sum())
    }
    var oracle = Oracle(objective)
    let found = oracle.product(.hessian, at: NDArray([1.0, 2, -1]), along: NDArray([1.0, 1, 2]))
    #expect(found.doubles == [12 + 2, 48, 24 + 1])
  }
}
