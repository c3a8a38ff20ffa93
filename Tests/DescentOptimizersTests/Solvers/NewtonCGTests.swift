import DescentCore
import Testing

@testable import DescentOptimizers

struct NewtonCGTests {
  /// Σ 100·(x₂ᵢ − x₂ᵢ₋₁²)² + (1 − x₂ᵢ₋₁)²
  private func extendedRosenbrock(_ n: Int) -> (Objective, Point) {
    let objective = Objective(of: VariableLayout([("x", [n])]), threads: 1) { v in
      let table = v.x.reshaped([n / 2, 2])
      let (x, y) = (table.slice(0..<1, axis: 1), table.slice(1..<2, axis: 1))
      return (100 * square(y - square(x)) + square(1 - x)).sum()
    }
    return (objective, ["x": .array(NDArray((0..<n).map { $0 % 2 == 0 ? -1.2 : 1 }))])
  }

  @Test(
    arguments: ["model=steihaug", "model=gltr"], ["preconditioner=none", "preconditioner=jacobi"])
  func `chained and extended problems are solved`(model: String, preconditioner: String) throws {
    let solver = try SolverRegistry.make("newton-cg", settings: [model, preconditioner])
    let (extended, start) = extendedRosenbrock(2000)
    let first = try minimize(extended, from: start, using: solver)
    #expect(first.outcome.status == "converged" && first.value < 1e-18, "\(first.outcome)")
    #expect(first.iterations < 100)
    let n = 200
    let chained = Objective(of: VariableLayout([("x", [n])]), threads: 1) { v in
      let (a, b) = (v.x.slice(0..<n - 1), v.x.slice(1..<n))
      return (100 * square(b - square(a)) + square(1 - a)).sum()
    }
    let second = try minimize(
      chained, from: ["x": .array(NDArray([Double](repeating: 0.5, count: n)))], using: solver)
    #expect(second.outcome.status == "converged" && second.value < 1e-15, "\(second.outcome)")
  }

  @Test func `the diagonal of a band matrix is found exactly`() {
    // ½·xᵀAx with A = tridiag(−1, d, −1)
    let n = 11
    let d = (0..<n).map { Double($0 + 1) }
    let objective = Objective(of: VariableLayout([("x", [n])])) { v in
      (0.5 * Tensor(NDArray(d)) * square(v.x)).sum()
        - (v.x.slice(0..<n - 1) * v.x.slice(1..<n)).sum()
    }
    var oracle = Oracle(objective)
    for probes in [2, 3, 5, 20] {
      let found = oracle.diagonal(of: .hessian, at: .zeros([n]), probes: probes, seed: 1)
      #expect(found == d, "\(probes)")
    }
    #expect(oracle.evaluations.hessianVector == 2 + 3 + 5 + 11)
    // One product leaves the neighbors in, with random signs: right in the mean.
    var mean = [Double](repeating: 0, count: n)
    for seed in 0..<400 {
      accumulate(
        1.0 / 400, oracle.diagonal(of: .hessian, at: .zeros([n]), probes: 1, seed: UInt64(seed)),
        into: &mean)
    }
    #expect(largest(minus(mean, d)) < 0.4)
  }

  @Test func `jacobi undoes a bad scaling of the variables`() throws {
    let n = 100
    let weights = (0..<n).map { 1 + 100 * Double($0 * $0) }
    let objective = Objective(of: VariableLayout([("x", [n])])) { v in
      (Tensor(NDArray(weights)) * (square(v.x - 1) + 0.1 * square(square(v.x - 1)))).sum()
    }
    let start: Point = ["x": .array(NDArray([Double](repeating: 2, count: n)))]
    var products: [Int] = []
    for preconditioner in ["none", "jacobi"] {
      let solver = try SolverRegistry.make(
        "newton-cg", settings: ["preconditioner=\(preconditioner)"])
      let solution = try minimize(objective, from: start, using: solver)
      #expect(solution.outcome.status == "converged")
      products.append(solution.evaluations.hessianVector)
    }
    #expect(products[1] < products[0] / 2, "\(products)")
  }

  @Test func `a step takes no memory or time beyond what is linear in n`() throws {
    // No matrix of 200 000² numbers would fit anywhere.
    let (objective, start) = extendedRosenbrock(200_000)
    let solution = try minimize(
      objective, from: start, using: NewtonCG(), stopping: StoppingRule(steps: 3))
    #expect(solution.iterations == 3 && solution.evaluations.hessianVector < 30)
  }

  @Test func `inner limits the products of a step`() throws {
    let (objective, start) = extendedRosenbrock(20)
    for model in NewtonCG.Model.allCases {
      let solver = NewtonCG.with {
        $0.inner = 1
        $0.model = model
      }
      let solution = try minimize(
        objective, from: start, using: solver, stopping: StoppingRule(steps: 5))
      // Lanczos takes one more, for what its step promises.
      let most = model == .gltr ? 2 : 1
      #expect(solution.evaluations.hessianVector <= most * solution.evaluations.gradient)
    }
  }
}
