import DescentCore
import Testing

@testable import DescentOptimizers

struct BFGSTests {
  private let matrix: [Double] = [4, 1, 0, 1, 3, 0.5, 0, 0.5, 2]

  private func product(_ matrix: [Double], _ v: [Double]) -> [Double] {
    v.indices.map { dot(Array(matrix[v.count * $0..<v.count * ($0 + 1)]), v) }
  }

  @Test func `after an update the change of the gradient leads to that of the point`() {
    var inverse = InverseHessian(order: 3)
    inverse.scale(to: 0.5)
    inverse.update(s: [1, 0.5, -0.2], y: [2, 1.5, 0.3])
    inverse.update(s: [0.3, -1, 0.4], y: [0.1, -2, 1])
    let s = inverse.product(with: [0.1, -2, 1])
    for (a, b) in zip(s, [0.3, -1, 0.4]) { #expect(abs(a - b) < 1e-14) }
    for i in 0..<3 {
      for j in 0..<i {
        #expect(abs(inverse.rows[3 * i + j] - inverse.rows[3 * j + i]) < 1e-15)
      }
    }
  }

  @Test func `an update is the matrix formula`() {
    // (I − ρ·s·yᵀ)·γI·(I − ρ·y·sᵀ) + ρ·s·sᵀ by hand, s = (1, 0), y = (2, 1), γ = 1: ρ = ½.
    var inverse = InverseHessian(order: 2)
    inverse.update(s: [1, 0], y: [2, 1])
    // (I − ρsyᵀ) = [0 −½; 0 1]; times its transpose [¼ −½; −½ 1]; plus [½ 0; 0 0].
    for (a, b) in zip(inverse.rows, [0.75, -0.5, -0.5, 1]) { #expect(abs(a - b) < 1e-15) }
  }

  @Test func `with exact lengths the inverse of a quadratic function's Hessian is found`() throws {
    // Nocedal & Wright 2006, Theorem 6.4: n steps, and then H is the inverse.
    let a = NDArray(matrix, shape: [3, 3])
    let objective = Objective(of: VariableLayout([("x", [3])])) { v in
      0.5 * (v.x * matmul(Tensor(a), v.x.reshaped([3, 1])).flattened).sum() - v.x.sum()
    }
    let solver = BFGS.with { $0.search.rule = .exact }
    var oracle = Oracle(objective)
    var state = solver.initialState(at: NDArray([1, -2, 3.0]), &oracle)
    for _ in 0..<3 {
      let outcome = solver.step(&state, &oracle)
      #expect(outcome == nil)
    }
    #expect(state.iterate.gradientNorm < 1e-12)
    for k in 0..<3 {
      let unit = (0..<3).map { $0 == k ? 1.0 : 0 }
      let column = product(matrix, state.inverse.product(with: unit))
      for i in 0..<3 { #expect(abs(column[i] - unit[i]) < 1e-10) }
    }
  }

  @Test(arguments: BFGS.Update.allCases)
  func `the minimum of Rosenbrock's function is found`(update: BFGS.Update) throws {
    for search in ["strong-wolfe", "more-thuente", "hager-zhang", "backtracking"] {
      let solver = try SolverRegistry.make(
        "bfgs", settings: ["update=\(update.rawValue)", "search=\(search)"])
      let solution = try minimize(
        Objective(of: VariableLayout([("x", []), ("y", [])])) { v in
          square(1 - v.x) + 100 * square(v.y - square(v.x))
        }, from: ["x": -1.2, "y": 1], using: solver)
      #expect(
        solution.outcome.status == "converged" && solution.value < 1e-18,
        "\(search): \(solution.outcome)")
      #expect(solution.evaluations.value < 120, "\(search)")
    }
  }

  @Test func `steps across negative curvature leave the matrix positive definite`() throws {
    // Around 0 the function curves down; backtracking does not ask for curvature.
    for update in BFGS.Update.allCases {
      let solver = BFGS.with {
        $0.update = update
        $0.search.rule = .backtracking
      }
      var oracle = Oracle(
        Objective(of: VariableLayout([("x", [2])])) { v in
          (square(square(v.x)) / 4 - square(v.x) / 2).sum() + 0.1 * v.x.sum()
        })
      var state = solver.initialState(at: NDArray([0.1, 0.05]), &oracle)
      for _ in 0..<8 {
        _ = solver.step(&state, &oracle)
        let rows = state.inverse.rows
        #expect(rows[0] > 0 && rows[0] * rows[3] - rows[1] * rows[2] > 0)
      }
    }
  }
}
