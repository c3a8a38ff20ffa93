import DescentCore
import DescentOptimizers
import Testing

@testable import DescentTraining

struct CurvatureModelTests {
  private func message(_ body: () throws -> Void) throws -> String {
    "\(try #require(throws: DescentError.self) { try body() })"
  }

  @Test func `a trained model has its own scaling, loss and parameters`() throws {
    let data = line(rows: 30)
    let model = try Trainer(
      ModelSpecification("mlp:4:tanh"), on: data, scaling: .standard(of: data),
      optimizer: Optimizer(Adam()), options: options { $0.epochs = 2 }
    ).run().model
    let found = try SymmetricOperator(.hessian, of: model, on: data)
    let expected = try SymmetricOperator(
      .hessian, of: model.model, loss: .meanSquaredError, on: data, at: model.parameters,
      scaling: .standard(of: data))
    #expect(found.matrix == expected.matrix && found.dimension == 13)
  }

  @Test func `of an autoencoder the features are the targets`() throws {
    var random = RandomSource(seed: 5)
    let bytes = (0..<60).map { _ in UInt8(random.index(below: 256)) }
    let data = Dataset(
      name: "bytes", features: NDArray(bytes, shape: [15, 4]), targets: nil, featureScale: 1 / 255)
    let trainer = try Trainer(
      ModelSpecification("autoencoder:3,2"), on: data, optimizer: Optimizer(Adam()),
      options: options { $0.epochs = 1 })
    let model = trainer.model
    let values = NDArray(bytes.map { Double($0) / 255 }, shape: [15, 4])
    let same = Dataset(
      name: "values", features: values, targets: .values(values, names: ["a", "b", "c", "d"]))
    for matrix in ModelCurvature.allCases {
      let found = try SymmetricOperator(matrix, of: model, on: data).matrix.doubles
      let expected = try SymmetricOperator(
        matrix, of: model.model, loss: model.loss, on: same, at: model.parameters)
      #expect(model.loss == .bernoulli && areClose(found, expected.matrix.doubles, 1e-12))
    }
  }

  @Test func `rank and trace of a Gauss-Newton matrix of digits`() throws {
    let digits = try NamedDataset.named("digits").load().train
    let few = digits.rows((0..<12).map { Int32($0) })
    var options = TrainingOptions()
    options.epochs = 1
    let model = try Trainer(
      ModelSpecification(hidden: [8]), on: few, optimizer: Optimizer(Adam()), options: options
    ).run().model
    var curvature = CurvatureOptions()
    (curvature.precision, curvature.batchSize) = (.float64, 5)
    let a = try SymmetricOperator(.gaussNewton, of: model, on: few, options: curvature)
    let top = lanczos(a, count: 4)
    #expect(top.stop == .converged && top.values[3] > 0)
    // Nine for each of twelve rows: softmax does not see a common shift.
    let trace = hutchPlusPlusTrace(of: a, products: 3 * 108)
    let matrix = a.matrix.doubles
    let exact = (0..<a.dimension).map { matrix[$0 * (a.dimension + 1)] }.reduce(0, +)
    #expect(abs(trace.value - exact) < 1e-9 * exact && trace.standardError < 1e-9 * exact)
    #expect(top.values.reduce(0, +) < exact)
    let bottom = lanczos(a, .smallest, tolerance: 1e-6)
    #expect(abs(bottom.values[0]) < 1e-6 * top.values[0])
  }

  @Test func `what cannot be computed is said`() throws {
    let hinge = CurvatureCase(.hinge)
    #expect(
      try message { _ = try hinge.operator(.fisher) }
        == "Fisher matrix: expected a loss that is the logarithm of a probability, "
        + "found the multiclass hinge loss; take the Gauss-Newton matrix")
    let one = CurvatureCase(.meanSquaredError)
    for (data, expected) in [
      (one.data.rows([]), "random: expected at least one row, found none"),
      (hinge.data, "random: expected numbers as targets for the loss mse, found classes"),
      (
        Dataset(name: "bare", features: one.data.features, targets: nil),
        "bare: expected a column of targets, found features alone"
      ),
    ] {
      let found = try message {
        _ = try SymmetricOperator(
          .hessian, of: one.model, loss: .meanSquaredError, on: data, at: one.parameters)
      }
      #expect(found == expected)
    }
  }
}
