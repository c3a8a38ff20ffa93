import DescentCore
import DescentOptimizers
import Testing

@testable import DescentTraining

@Suite struct FeatureScalingTests {
  private func scaling<T: Scalar>(_ values: [T], columns: Int) -> FeatureScaling {
    let features = NDArray(values, shape: [values.count / columns, columns])
    return .standard(of: Dataset(name: "toy", features: features, targets: nil))
  }

  @Test func `mean and population deviation are those of a known column`() {
    // 2, 4, 4, 4, 5, 5, 7, 9 has the mean 5 and the deviation 2.
    let column: [Double] = [2, 4, 4, 4, 5, 5, 7, 9]
    for found in [
      scaling(column, columns: 1), scaling(column.map { Float($0) }, columns: 1),
      scaling(column.map { UInt8($0) }, columns: 1),
    ] {
      #expect(abs(found.shift.doubles[0] - 5) < 1e-14)
      #expect(abs(found.scale.doubles[0] - 0.5) < 1e-14)
    }
  }

  @Test func `a constant column is shifted and not scaled`() {
    let found = scaling((0..<300).flatMap { [Float(0.1), Float($0)] }, columns: 2)
    #expect(found.scale.doubles[0] == 1)
    #expect(abs(found.shift.doubles[0] - Double(Float(0.1))) < 1e-16)
  }

  @Test func `a small deviation beside a large mean is found`() {
    let found = scaling((0..<100_000).map { 1e9 + Double($0 % 2) }, columns: 1)
    #expect(abs(found.scale.doubles[0] - 2) < 1e-9)
    #expect(found.shift.doubles[0] == 1_000_000_000.5)
  }

  @Test(arguments: [7])
  func `scaled columns have mean 0 and deviation 1, over many blocks`(seed: UInt64) {
    var random = RandomSource(seed: seed)
    let (rows, columns) = (5000, 30)
    let values = (0..<rows * columns).map { 100 * Double($0 % columns) + random.normal() }
    let found = scaling(values, columns: columns)
    let (shift, scale) = (found.shift.doubles, found.scale.doubles)
    for column in 0..<columns {
      let scaled = (0..<rows).map {
        (values[$0 * columns + column] - shift[column]) * scale[column]
      }
      #expect(abs(scaled.reduce(0, +) / Double(rows)) < 1e-10)  // the mean is up to 2900
      #expect(abs(scaled.reduce(0) { $0 + $1 * $1 } / Double(rows) - 1) < 1e-12)
    }
  }

  @Test func `none leaves features as they are and scaled multiplies them all alike`() {
    #expect(FeatureScaling.none.shift.shape == [] && FeatureScaling.none.scale.scalar == 1)
    #expect(FeatureScaling.scaled(by: 1.0 / 255).scale.scalar == 1.0 / 255)
  }

  @Test(arguments: [DType.float32, .float64])
  func `numbers of float64 are standardized before they are rounded`(precision: DType) throws {
    // Neighbors among numbers near 1e9 are 64 apart in float32.
    let table = (0..<40).map { "\(1_000_000_000 + $0).5,\($0 % 2)\n" }.joined()
    let data = try read(table) { $0.precision = .float64 }
    var options = TrainingOptions()
    options.precision = precision
    options.steps = 1
    let model = try Trainer(
      ModelSpecification("linear"), on: data, scaling: .standard(of: data),
      optimizer: Optimizer(SGD()), options: options
    ).run().model
    let probabilities = try model.predict(data).doubles
    let ofFirst = Set((0..<40).map { probabilities[2 * $0] })
    #expect(ofFirst.count == 40)
  }

  @Test func `numbers too large to be squared do no harm`() {
    #expect(scaling([1e300, -1e300], columns: 1).scale.doubles == [1])
  }
}
