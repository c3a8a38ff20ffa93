import DescentCore
import Testing

@testable import DescentOptimizers

/// A subproblem: a symmetric matrix and a gradient.
struct Subproblem: CustomTestStringConvertible, Sendable {
  let eigenvalues: [Double]
  let seed: UInt64
  /// Whether the gradient is orthogonal to the eigenvector of the least eigenvalue.
  var isHard = false

  var h: [Double] { symmetricMatrix(eigenvalues, seed: seed) }

  var g: [Double] {
    var g = randomVector(eigenvalues.count, seed: seed + 100)
    guard isHard, let eigen = SymmetricEigen(h, order: g.count) else { return g }
    let u = Array(eigen.vectors.prefix(g.count))
    for _ in 0..<2 { accumulate(-dot(u, g), u, into: &g) }
    return g
  }

  var quadratic: DenseQuadratic {
    DenseQuadratic(gradient: g, hessian: h, scale: g.map { _ in 1 })
  }

  var testDescription: String { "\(eigenvalues)\(isHard ? ", hard" : "")" }

  static let all = [
    Subproblem(eigenvalues: [1, 2, 3, 4, 5], seed: 1),
    Subproblem(eigenvalues: [1e-6, 1e-3, 1, 1e3, 1e6], seed: 2),
    Subproblem(eigenvalues: [-1, 2, 3, 4, 5, 100], seed: 3),
    Subproblem(eigenvalues: [-1e5, -3, 1e-3, 4, 5], seed: 4),
    Subproblem(eigenvalues: [-5, -4, -3, -2], seed: 5),
    Subproblem(eigenvalues: [0, 0, 1, 2], seed: 6),
    Subproblem(eigenvalues: [-2, 1, 3, 8, 9], seed: 7, isHard: true),
    Subproblem(eigenvalues: [0, 1, 3, 8, 9], seed: 8, isHard: true),
    Subproblem(eigenvalues: [0, 0, 0], seed: 9),
  ]
}

struct SubproblemTests {
  /// Moré & Sorensen 1983, Lemma 2.1 and 2.3: exactly the minimizers have a λ ≥ 0 with these.
  @Test(arguments: Subproblem.all, [1e-3, 0.5, 10, 1e4])
  func `the exact step meets the conditions of a minimizer`(problem: Subproblem, radius: Double)
    throws
  {
    let (h, g) = (problem.h, problem.g)
    var model = ExactModel(problem.quadratic)
    let moveStep = model.step(.radius(radius))
    let move = try #require(moveStep)
    #expect(move.length <= radius * (1 + 1e-9))
    try check(move, problem, isInside: move.length < radius * (1 - 1e-9)) { _ in }
    #expect(
      abs(move.fall + dot(g, move.p) + 0.5 * dot(move.p, times(h, move.p))) <= 1e-9 * abs(move.fall)
    )
  }

  /// Cartis, Gould & Toint 2011, Theorem 3.1: the same with λ = σ·‖p‖.
  @Test(arguments: Subproblem.all, [1e-4, 0.5, 10, 1e5])
  func `so does the cubic step`(problem: Subproblem, sigma: Double) throws {
    var model = ExactModel(problem.quadratic)
    let moveStep = model.step(.cubic(sigma))
    let move = try #require(moveStep)
    try check(move, problem, isInside: false) { shift in
      #expect(abs(shift - sigma * move.length) <= 1e-6 * max(shift, 1e-3), "\(shift)")
    }
  }

  private func check(
    _ move: RegionStep, _ problem: Subproblem, isInside: Bool, _ alsoShift: (Double) -> Void
  ) throws {
    let (h, g, p) = (problem.h, problem.g, move.p)
    // The λ for which (H + λ·I)·p comes nearest to −g.
    var residual = times(h, p)
    accumulate(1, g, into: &residual)
    let shift = -dot(residual, p) / dot(p, p)
    accumulate(shift, p, into: &residual)
    let size = largest(problem.eigenvalues)
    #expect(norm(residual) <= 1e-8 * (norm(g) + size * norm(p)))
    #expect(shift >= -1e-9 * size && shift >= -problem.eigenvalues[0] - 1e-8 * size, "\(shift)")
    if isInside { #expect(abs(shift) <= 1e-8 * size + 1e-12) }
    alsoShift(shift)
  }

  @Test(arguments: Subproblem.all, [1e-3, 0.5, 10, 1e4])
  func `no way to a step is better than the exact one or worse than the best along the gradient`(
    problem: Subproblem, radius: Double
  ) throws {
    let (h, g, quadratic) = (problem.h, problem.g, problem.quadratic)
    var exact = ExactModel(quadratic)
    let bestStep = exact.step(.radius(radius))
    let best = try #require(bestStep).fall
    let least = quadratic.cauchyStep(within: radius).fall
    var models: [any RegionModel] = [
      DoglegModel(quadratic), SteihaugModel(gradient: g, tolerance: 1e-10, iterations: 100),
      LanczosModel(gradient: g, tolerance: 1e-10, iterations: 100),
    ]
    for k in models.indices {
      let moveStep = models[k].step(within: radius) { times(h, $0) }
      let move = try #require(moveStep)
      #expect(move.length <= radius * (1 + 1e-8))
      #expect(abs(move.length - norm(move.p)) <= 1e-12 * move.length)
      let fall = -dot(g, move.p) - 0.5 * dot(move.p, times(h, move.p))
      // Conjugate gradients lose digits of that with the condition of H, up to 10¹² here.
      #expect(abs(fall - move.fall) <= 1e-5 * fall, "\(type(of: models[k]))")
      #expect(fall <= best * (1 + 1e-8), "\(type(of: models[k]))")
      #expect(fall >= least * (1 - 1e-8), "\(type(of: models[k]))")
    }
  }

  @Test(arguments: Subproblem.all.filter { !$0.isHard }, [1e-3, 0.5, 10])
  func `with all of the Krylov space Lanczos finds the exact step`(
    problem: Subproblem, limit: Double
  ) throws {
    let h = problem.h
    for reach in [Reach.radius(limit), .cubic(limit)] {
      var exact = ExactModel(problem.quadratic)
      var lanczos = LanczosModel(gradient: problem.g, tolerance: 1e-13, iterations: 100)
      let expectedStep = exact.step(reach)
      let expected = try #require(expectedStep)
      let foundStep = lanczos.step(reach) { times(h, $0) }
      let found = try #require(foundStep)
      #expect(abs(found.fall - expected.fall) <= 1e-7 * expected.fall, "\(reach)")
    }
  }

  @Test func `Steihaug ends inside where Newton does, and on the boundary else`() throws {
    let problem = Subproblem.all[0]
    let newton = try #require(problem.quadratic.newtonStep())
    var model = SteihaugModel(gradient: problem.g, tolerance: 1e-12, iterations: 100)
    let insideStep = model.step(within: 100) { times(problem.h, $0) }
    let inside = try #require(insideStep)
    #expect(norm(minus(inside.p, newton)) <= 1e-10 * norm(newton))
    let outsideStep = model.step(within: 0.1) { times(problem.h, $0) }
    let outside = try #require(outsideStep)
    #expect(abs(norm(outside.p) - 0.1) <= 1e-15)
  }

  @Test func `the dogleg's path is Powell's`() throws {
    // H = diag(1, 10), g = (1, 10): pᵁ = −(101/1001)·(1, 10), pᴮ = (−1, −1).
    let quadratic = DenseQuadratic(gradient: [1, 10], hessian: [1, 0, 0, 10], scale: [1, 1])
    var model = DoglegModel(quadratic)
    let cauchy = [-101.0 / 1001, -1010.0 / 1001]
    let longStep = model.step(within: 2) { $0 }
    let long = try #require(longStep).p
    #expect(norm(minus(long, [-1, -1])) <= 1e-15)
    let shortStep = model.step(within: 0.5) { $0 }
    let short = try #require(shortStep).p
    #expect(abs(short[1] / short[0] - 10) <= 1e-12 && abs(norm(short) - 0.5) <= 1e-15)
    // Between: on the line from pᵁ to pᴮ, at the radius.
    let middleStep = model.step(within: 1.2) { $0 }
    let middle = try #require(middleStep).p
    let (d, e) = (minus([-1, -1], cauchy), minus(middle, cauchy))
    #expect(abs(d[0] * e[1] - d[1] * e[0]) <= 1e-14 && abs(norm(middle) - 1.2) <= 1e-14)
  }

  @Test func `a tridiagonal system has the eigenvalues and solutions of its matrix`() throws {
    let (alpha, beta) = ([2.0, -1, 3, 0.5, 4], [1.0, 0.3, 2, 1e-3])
    var t = [Double](repeating: 0, count: 25)
    for k in 0..<5 { t[6 * k] = alpha[k] }
    for k in 0..<4 {
      t[5 * k + k + 1] = beta[k]
      t[5 * (k + 1) + k] = beta[k]
    }
    let system = TridiagonalSystem(diagonal: alpha, off: beta, first: 1.5)
    let eigen = try #require(SymmetricEigen(t, order: 5))
    #expect(abs(system.least - eigen.values[0]) <= 1e-14)
    let u = system.leftmost
    #expect(norm(minus(times(t, u), u.map { eigen.values[0] * $0 })) <= 1e-13)
    let (s, inner) = try #require(system.solution(3 + system.least))
    let left = zip(times(t, s), s).map { $0 + 3 * $1 }
    #expect(norm(minus(left, [-1.5, 0, 0, 0, 0])) <= 1e-13)
    // d‖s‖²/dλ = −2·sᵀ(T + λ·I)⁻¹s
    let near = try #require(system.solution(3 + 1e-6 + system.least))
    #expect(abs((dot(near.s, near.s) - dot(s, s)) / 1e-6 + 2 * inner) <= 1e-4 * inner)
    #expect(system.solution(-0.01) == nil)
  }
}
