import DescentCore
import Testing

@testable import DescentOptimizers

/// A symmetric matrix of random numbers with these eigenvalues.
func symmetricMatrix(_ eigenvalues: [Double], seed: UInt64) -> [Double] {
  let n = eigenvalues.count
  var random = RandomSource(seed: seed)
  var raw = [Double](repeating: 0, count: n * n)
  for i in 0..<n {
    for k in 0...i {
      raw[i * n + k] = random.normal()
      raw[k * n + i] = raw[i * n + k]
    }
  }
  guard let basis = SymmetricEigen(raw, order: n)?.vectors else { return [] }
  var a = [Double](repeating: 0, count: n * n)
  for j in 0..<n {
    for i in 0..<n {
      for k in 0..<n { a[i * n + k] += eigenvalues[j] * basis[j * n + i] * basis[j * n + k] }
    }
  }
  return a
}

func times(_ a: [Double], _ v: [Double]) -> [Double] {
  let n = v.count
  return (0..<a.count / n).map { i in (0..<n).reduce(0) { $0 + a[i * n + $1] * v[$1] } }
}

func minus(_ a: [Double], _ b: [Double]) -> [Double] { zip(a, b).map { $0 - $1 } }

func randomVector(_ n: Int, seed: UInt64) -> [Double] {
  var random = RandomSource(seed: seed)
  return (0..<n).map { _ in random.normal() }
}

struct ConjugateGradientTests {
  private let a = symmetricMatrix([1, 2, 5, 10, 30, 100, 200, 1000], seed: 3)
  private let b = randomVector(8, seed: 4)

  @Test func `as many iterations as there are different eigenvalues`() {
    let few = symmetricMatrix([1, 1, 1, 4, 4, 4, 9, 9], seed: 5)
    let solution = conjugateGradient({ times(few, $0) }, b, tolerance: 1e-11)
    #expect(solution.stop == .converged && solution.iterations == 3)
    #expect(norm(minus(times(few, solution.x), b)) <= 1e-11 * norm(b))
  }

  @Test func `what is reported of the residual is the residual`() {
    for iterations in [0, 1, 3, 5] {
      let solution = conjugateGradient({ times(a, $0) }, b, iterations: iterations)
      #expect(solution.iterations == iterations && solution.stop == .iterationLimit)
      let residual = norm(minus(times(a, solution.x), b))
      #expect(abs(solution.residualNorm - residual) <= 1e-13 * norm(b))
    }
  }

  @Test func `every iterate has the least energy along the Krylov space`() {
    // ½xᵀAx − bᵀx falls, and its gradient is orthogonal to b, A·b, …
    let solution = conjugateGradient({ times(a, $0) }, b, iterations: 4)
    let r = minus(b, times(a, solution.x))
    var power = b
    for _ in 0..<4 {
      #expect(abs(dot(r, power)) <= 1e-10 * norm(r) * norm(power))
      power = times(a, power)
    }
  }

  @Test func `the inverse as preconditioner leaves one iteration`() {
    let inverse = CholeskyFactor(a, order: 8)
    let solution = conjugateGradient(
      { times(a, $0) }, b, preconditioner: { inverse?.solve($0) ?? [] })
    #expect(solution.iterations == 1 && solution.stop == .converged)
  }

  @Test func `a diagonal undone by its preconditioner takes one iteration, too`() {
    let d = (0..<50).map { 1.5 * Double($0 + 1) * Double($0 + 1) }
    let b = randomVector(50, seed: 6)
    let plain = conjugateGradient({ zip(d, $0).map { $0 * $1 } }, b)
    let preconditioned = conjugateGradient(
      { zip(d, $0).map { $0 * $1 } }, b, preconditioner: { zip($0, d).map { $0 / $1 } })
    #expect(preconditioned.iterations == 1 && plain.iterations > 30)
  }

  @Test func `from the solution nothing is done`() {
    let first = conjugateGradient({ times(a, $0) }, b, tolerance: 1e-12)
    let second = conjugateGradient({ times(a, $0) }, b, from: first.x, tolerance: 1e-11)
    #expect(second.iterations == 0 && second.x == first.x && second.stop == .converged)
  }

  @Test func `negative curvature is handed out`() throws {
    let indefinite = symmetricMatrix([-3, 1, 2, 5, 7, 8, 9, 10], seed: 7)
    let solution = conjugateGradient({ times(indefinite, $0) }, b)
    guard case .negativeCurvature(let d) = solution.stop else {
      Issue.record("\(solution.stop)")
      return
    }
    #expect(dot(d, times(indefinite, d)) <= 0)
  }

  @Test func `a preconditioner that is not positive definite is noticed`() {
    let solution = conjugateGradient({ times(a, $0) }, b, preconditioner: { $0.map { -$0 } })
    #expect(solution.stop == .indefinitePreconditioner && solution.iterations == 0)
  }

  @Test func `more than rounding allows is not claimed`() {
    let solution = conjugateGradient({ times(a, $0) }, b, tolerance: 0)
    #expect(solution.stop == .rounding || solution.residualNorm == 0)
    #expect(solution.residualNorm <= 1e-12 * norm(b))
  }

  @Test func `what is not finite is said`() {
    let solution = conjugateGradient({ $0.map { _ in .nan } }, b)
    #expect(solution.stop == .notFinite && solution.x == b.map { _ in 0 })
  }
}

struct MINRESTests {
  private let a = symmetricMatrix([-50, -4, -1, 0.5, 2, 7, 30, 90], seed: 8)
  private let b = randomVector(8, seed: 9)

  @Test func `indefinite systems are solved in hardly more iterations than unknowns`() {
    let solution = minres({ times(a, $0) }, b, tolerance: 1e-10)
    #expect(solution.stop == .converged && solution.iterations <= 12)
    #expect(norm(minus(times(a, solution.x), b)) <= 1e-10 * norm(b))
  }

  @Test func `the residual is the least over the Krylov space`() {
    // Then it is orthogonal to A times that space.
    for count in 1...5 {
      let solution = minres({ times(a, $0) }, b, iterations: count)
      #expect(solution.iterations == count && solution.stop == .iterationLimit)
      let r = minus(b, times(a, solution.x))
      #expect(abs(solution.residualNorm - norm(r)) <= 1e-13 * norm(b))
      var power = times(a, b)
      for _ in 0..<count {
        #expect(abs(dot(r, power)) <= 1e-9 * norm(r) * norm(power))
        power = times(a, power)
      }
    }
  }

  @Test func `of a singular system it finds a least-squares solution`() {
    let singular = symmetricMatrix([0, 0, 1, 2, 3, 4, 5, -6], seed: 10)
    let solution = minres({ times(singular, $0) }, b, tolerance: 1e-12)
    #expect(solution.stop == .leastSquares, "\(solution.stop)")
    let r = minus(b, times(singular, solution.x))
    #expect(norm(r) > 0.01 && norm(times(singular, r)) <= 1e-7 * norm(b))
  }

  @Test func `a preconditioner changes the way, not the solution`() {
    let d: [Double] = (0..<60).map { k in
      let square = Double((k + 1) * (k + 1))
      return k % 2 == 0 ? square : -square
    }
    let b = randomVector(60, seed: 11)
    let plain = minres({ zip(d, $0).map { $0 * $1 } }, b)
    let solution = minres(
      { zip(d, $0).map { $0 * $1 } }, b, preconditioner: { zip($0, d).map { $0 / abs($1) } })
    // |D|⁻¹·D has the eigenvalues 1 and −1.
    #expect(solution.iterations <= 3 && plain.iterations > 30)
    for k in 0..<60 { #expect(abs(solution.x[k] - b[k] / d[k]) <= 1e-9 * abs(b[k] / d[k]) + 1e-12) }
  }

  @Test func `a warm start is gone on from`() {
    let first = minres({ times(a, $0) }, b, tolerance: 1e-12)
    let second = minres({ times(a, $0) }, b, from: first.x, tolerance: 1e-11)
    #expect(second.iterations == 0 && second.x == first.x)
    let half = minres({ times(a, $0) }, b, from: randomVector(8, seed: 12))
    #expect(half.stop == .converged && norm(minus(half.x, first.x)) <= 1e-8)
  }

  @Test func `a right side of 0 has the solution 0`() {
    let solution = minres({ times(a, $0) }, [Double](repeating: 0, count: 8))
    #expect(solution.stop == .converged && solution.iterations == 0 && norm(solution.x) == 0)
  }
}
