import DescentCore
import Testing

@testable import DescentOptimizers

struct NonlinearConjugateGradientTests {
  private static let layout = VariableLayout([("x", [4])])
  private static let matrix: [Double] = [4, 1, 0, -1, 1, 3, 0.5, 0, 0, 0.5, 2, 0.3, -1, 0, 0.3, 5]

  /// ½·xᵀAx − Σxᵢ
  private static var quadratic: Objective {
    let a = NDArray(matrix, shape: [4, 4])
    return Objective(of: layout) { v in
      0.5 * (v.x * matmul(Tensor(a), v.x.reshaped([4, 1])).flattened).sum() - v.x.sum()
    }
  }

  private static let start: Point = ["x": [1, -2, 3, 0.5]]

  @Test(arguments: ConjugateGradient.Beta.allCases)
  func `with exact lengths a quadratic function of four variables takes four steps`(
    beta: ConjugateGradient.Beta
  ) throws {
    let solver = ConjugateGradient.with {
      $0.beta = beta
      $0.search.rule = .exact
    }
    var directions: [[Double]] = []
    var last: [Double]?
    let solution = try minimize(
      Self.quadratic, from: Self.start, using: solver,
      stopping: StoppingRule(gradientTolerance: 0, steps: 4),
      onStep: { iterate in
        let x = iterate.point.doubles
        if let last { directions.append(zip(x, last).map { $0 - $1 }) }
        last = x
      })
    #expect(solution.gradientNorm < 1e-12)
    // Directions are conjugate: dᵢᵀA·dⱼ = 0.
    for i in 0..<4 {
      for j in 0..<i {
        let product = (0..<4).map { k in dot(Array(Self.matrix[4 * k..<4 * k + 4]), directions[j]) }
        #expect(
          abs(dot(directions[i], product))
            < 1e-10 * norm(directions[i]) * norm(product))
      }
    }
  }

  @Test(arguments: ConjugateGradient.Beta.allCases)
  func `each formula is that of its paper`(beta: ConjugateGradient.Beta) {
    let (g, h, d) = ([0.3, -1.0, 0.7], [1.0, 0.5, -0.2], [-1.2, -0.4, 0.9])
    let line = LastStep(length: 0.1, slope: -1, fall: 0.1)
    let memory = ConjugateGradient.Memory(gradient: h, direction: d, step: line)
    let found = ConjugacyProducts(g, memory).beta(beta, eta: 0.01)
    let y = [-0.7, -1.5, 0.9]
    // gᵀg = 1.58, hᵀh = 1.29, gᵀy = 1.92, dᵀy = 2.25, yᵀy = 3.55, dᵀg = 0.67
    #expect(abs(dot(g, y) - 1.92) < 1e-12 && abs(dot(d, y) - 2.25) < 1e-12)
    let expected =
      switch beta {
      case .fletcherReeves: 1.58 / 1.29
      case .polakRibiere: 1.92 / 1.29
      case .hestenesStiefel: 1.92 / 2.25
      case .daiYuan: 1.58 / 2.25
      case .hagerZhang: (1.92 - 2 * 0.67 * 3.55 / 2.25) / 2.25
      }
    #expect(abs(found - expected) < 1e-12)
  }

  @Test func `polak-ribiere is not negative, hager-zhang not below its limit`() {
    let memory = ConjugateGradient.Memory(
      gradient: [1, 0], direction: [-1, 0], step: LastStep(length: 1, slope: -1, fall: 1))
    // The gradient has become shorter along itself: gᵀy < 0.
    let products = ConjugacyProducts([0.5, 0], memory)
    #expect(products.beta(.polakRibiere, eta: 0.01) == 0)
    #expect(products.beta(.hestenesStiefel, eta: 0.01) == -0.5)
    // −1/(‖d‖·min(η, ‖g‖)) = −1/η.
    let steep = ConjugacyProducts([-100, 300], memory)
    #expect(steep.beta(.hagerZhang, eta: 10) == -1 && steep.beta(.hagerZhang, eta: 0.01) == -100)
  }

  @Test(arguments: ConjugateGradient.Beta.allCases)
  func `every formula finds the minimum of Rosenbrock's function`(
    beta: ConjugateGradient.Beta
  ) throws {
    let solution = try minimize(
      from: ["x": -1.2, "y": 1], using: ConjugateGradient.with { $0.beta = beta }
    ) { v in square(1 - v.x) + 100 * square(v.y - square(v.x)) }
    #expect(solution.outcome.status == "converged" && solution.value < 1e-18)
    #expect(abs(solution.point["x"].scalar - 1) < 1e-8)
  }

  @Test func `after so many times n steps the direction is the gradient's`() throws {
    let solver = ConjugateGradient.with {
      $0.restart = 0.5
      $0.search.rule = .exact
    }
    var states: [Iterate] = []
    _ = try minimize(
      Self.quadratic, from: Self.start, using: solver,
      stopping: StoppingRule(gradientTolerance: 0, steps: 6), onStep: { states.append($0) })
    // Two of four variables: every other step goes along −g.
    for k in [0, 2, 4] {
      let move = zip(states[k + 1].point.doubles, states[k].point.doubles).map { $0 - $1 }
      let g = states[k].gradient.doubles
      #expect(abs(dot(move, g) + norm(move) * norm(g)) < 1e-10 * norm(move) * norm(g))
    }
    let move = zip(states[2].point.doubles, states[1].point.doubles).map { $0 - $1 }
    let g = states[1].gradient.doubles
    #expect(dot(move, g) > -0.999 * norm(move) * norm(g))
  }
}
