import DescentCore
import Testing

@testable import DescentOptimizers

struct SpectralQuadratureTests {
  @Test(arguments: Spectra.allCases)
  func `a rule is exact for powers below twice its steps`(_ spectrum: Spectra) throws {
    let a = spectrum.operator
    let quadrature = try #require(spectralQuadrature(of: a, probes: 3, steps: 3, seed: 5))
    var random = RandomSource(seed: 5)
    for rule in quadrature.rules {
      let z = random.signs(a.dimension)
      var power = z
      for degree in 0...5 {
        let found = zip(rule.nodes, rule.weights).map { node, weight in
          (0..<degree).reduce(weight) { product, _ in product * node }
        }.sum
        let expected = dot(z, power) / Double(a.dimension)
        let size = norm(power) / Double(a.dimension).squareRoot()
        #expect(abs(found - expected) <= 1e-12 * max(size, 1e-6), "\(degree)")
        power = a(power)
      }
    }
    #expect(quadrature.products == quadrature.rules.map(\.nodes.count).reduce(0, +))
  }

  @Test(arguments: Spectra.allCases)
  func `traces of powers are found within their errors`(_ spectrum: Spectra) throws {
    let quadrature = try #require(
      spectralQuadrature(of: spectrum.operator, probes: 200, steps: 10, seed: 6))
    let powers: [(Double) -> Double] = [{ $0 }, { $0 * $0 }, { $0 * $0 * $0 }]
    for f in powers {
      let estimate = quadrature.trace(of: f)
      let exact = spectrum.eigenvalues.map(f).sum
      let rounding = 1e-11 * spectrum.eigenvalues.map(f).map(abs).sum
      #expect(abs(estimate.value - exact) <= 4 * estimate.standardError + rounding)
    }
    #expect(abs(quadrature.trace { _ in 1 }.value - Double(quadrature.dimension)) < 1e-11)
  }

  @Test func `of a diagonal matrix every trace is exact`() throws {
    let d = [0.5, 1, 2, 2, 3, 8]
    let a = SymmetricOperator(dimension: 6) { v in zip(d, v).map { $0 * $1 } }
    let quadrature = try #require(spectralQuadrature(of: a, probes: 2))
    // Five different eigenvalues end the process after five steps.
    #expect(quadrature.rules.allSatisfy { $0.nodes.count == 5 })
    let logDeterminant = quadrature.logDeterminant()
    // The determinant is 48, (0.5 + 1)·(1 + 1)·… = 972.
    #expect(abs(logDeterminant.value - 3.871201010907891) < 1e-12)
    #expect(logDeterminant.standardError < 1e-12)
    #expect(abs(quadrature.logDeterminant(damping: 1).value - 6.8793558044604391) < 1e-12)
    #expect(abs(quadrature.traceOfInverse().value - d.map { 1 / $0 }.sum) < 1e-12)
    #expect(abs(quadrature.traceOfInverse(damping: 1).value - d.map { 1 / ($0 + 1) }.sum) < 1e-12)
    #expect(quadrature.logDeterminant(damping: -1.5).value.isNaN)
  }

  @Test func `log-determinant and inverse of a full matrix lie within their errors`() throws {
    let eigenvalues = (1...30).map { Double($0 * $0) }
    let a = SymmetricOperator(square(symmetricMatrix(eigenvalues, seed: 8)))
    let quadrature = try #require(spectralQuadrature(of: a, probes: 100, steps: 30, seed: 9))
    // log 30!² = 2·Σ log k
    let factorial = 2 * 74.65823634883016
    let logDeterminant = quadrature.logDeterminant()
    #expect(abs(logDeterminant.value - factorial) < 4 * logDeterminant.standardError)
    #expect(logDeterminant.standardError < 3)
    let inverse = quadrature.traceOfInverse(damping: 2)
    let exact = eigenvalues.map { 1 / ($0 + 2) }.sum
    #expect(abs(inverse.value - exact) < 4 * inverse.standardError)
  }

  @Test func `a product that is not finite gives nothing`() {
    #expect(spectralQuadrature(of: SymmetricOperator(dimension: 2) { _ in [1, .nan] }) == nil)
  }
}

struct SpectralDensityTests {
  @Test(arguments: Spectra.allCases)
  func `the density has the moments of the spectrum and of its width`(_ spectrum: Spectra) throws {
    let quadrature = try #require(spectralQuadrature(of: spectrum.operator, probes: 4, seed: 2))
    let density = quadrature.density(points: 4000)
    let step = density.points[1] - density.points[0]
    func moment(_ f: (Double) -> Double) -> Double {
      step * zip(density.points, density.values).map { $1 * f($0) }.sum
    }
    let n = Double(quadrature.dimension)
    let size = max(largest(density.points), 1e-3)
    let mean = quadrature.trace { $0 }.value / n
    let square = quadrature.trace { $0 * $0 }.value / n
    #expect(abs(moment { _ in 1 } - 1) < 1e-5)
    #expect(abs(moment { $0 } - mean) < 1e-5 * size)
    #expect(abs(moment { $0 * $0 } - square - density.width * density.width) < 1e-5 * size * size)
    #expect(density.values.allSatisfy { $0 >= 0 } && density.points.count == 4000)
  }

  @Test func `peaks stand where the eigenvalues are, as high as their share`() throws {
    let quadrature = try #require(spectralQuadrature(of: Spectra.few.operator, probes: 400))
    let height = 1 / (0.1 * (2 * Double.pi).squareRoot())
    #expect(abs(quadrature.density(at: 7, width: 0.1) / height - 4.0 / 9) < 0.05)
    #expect(abs(quadrature.density(at: -1, width: 0.1) / height - 5.0 / 9) < 0.05)
    #expect(quadrature.density(at: 3, width: 0.1) < 1e-100)
  }
}
