import DescentCore
import DescentOptimizers
import Testing

@testable import DescentTraining

struct CurvaturePageTests {
  /// Documentation/Curvature.md shows these lines; the tests of the pages compare them.
  @Test func `the example of the page runs`() throws {
    let digits = try NamedDataset.named("digits").load().train
    var options = TrainingOptions()
    options.epochs = 2
    let run = try Trainer(
      ModelSpecification(hidden: [16]), on: digits, optimizer: Optimizer(Adam()), options: options
    ).run()
    let curvature = try SymmetricOperator(.gaussNewton, of: run.model, on: digits)

    let top = lanczos(curvature, count: 3)
    print("largest", top.values, "residuals", top.residualNorms, "in", top.products, "products")

    let trace = hutchPlusPlusTrace(of: curvature, products: 30)
    print("trace", trace.value, "±", trace.standardError)

    let diagonal = diagonalEstimate(of: curvature, probes: .random(20))
    print("largest on the diagonal", diagonal.values.max() ?? 0)

    if let spectrum = spectralQuadrature(of: curvature, probes: 2, steps: 30) {
      let density = spectrum.density()
      let evidence = spectrum.logDeterminant(damping: 1e-3)
      print("at 0", spectrum.density(at: 0, width: density.width), "log det", evidence.value)
    }

    if let condition = conditionNumber(of: curvature, damping: 0.1, tolerance: 1e-3) {
      print("condition", condition.lowerBound, condition.value, condition.likelyUpperBound)
    }

    #expect(top.values[0] > top.values[2] && top.values[2] > 0)
    #expect(abs(diagonal.values.reduce(0, +) / trace.value - 1) < 0.5)
  }
}
