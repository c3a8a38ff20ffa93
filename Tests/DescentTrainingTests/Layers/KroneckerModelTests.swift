import DescentCore
import DescentOptimizers
import Testing

@testable import DescentTraining

/// What is found in the graphs of models with parameters in one vector.
@Suite struct KroneckerModelTests {
  private func names(_ model: any Model, features: Shape, rows: Int) -> [[String?]] {
    let layout = ParameterLayout(of: model, features: features, dtype: .float32)
    var result: [[String?]] = []
    let inputs = [Shape([layout.count]), Shape([rows] + features.sizes)]
    _ = Program(inputs.map { .init($0, .float32) }, threads: 1) { x in
      let scope = Scope(x[0], dtype: .float32)
      let output = model(x[1], scope)
      let structure = KroneckerStructure(of: output, parameters: scope.tensors, batch: [x[1]])
      #expect(structure.others.isEmpty)
      result = structure.layers.map { layer in
        [layout.entries[layer.weight].name, layer.bias.map { layout.entries[$0].name }]
      }
      return [output]
    }
    return result
  }

  @Test(arguments: [1, 2, 64])
  func `dense layers are found with their biases`(rows: Int) throws {
    let expected: [[String?]] = [
      ["hidden1.weight", "hidden1.bias"], ["hidden2.weight", "hidden2.bias"],
      ["output.weight", "output.bias"],
    ]
    for activation in Activation.allCases {
      let specification = try ModelSpecification("mlp:5,4:\(activation)")
      #expect(names(try specification.model(outputs: 3), features: [7], rows: rows) == expected)
    }
    let shared = Sequential(Dense(5, activation: .relu), Dense(3, usesBias: false))
    #expect(
      names(shared, features: [4, 7], rows: rows) == [["0.weight", "0.bias"], ["1.weight", nil]])
  }

  /// A linear classifier's parameters and inputs, the derivatives for classes that it draws itself.
  @Test func `with classes drawn by the model the factor is Gauss and Newton's`() throws {
    let (n, k) = (4096, 3)
    let layout = ParameterLayout(of: Dense(k), features: [2], dtype: .float32)
    let values = layout.initialValues(seed: 3, dtype: .float32)
    var random = RandomSource(seed: 4)
    let x = NDArray((0..<2 * n).map { _ in Float(random.normal()) }, shape: [n, 2])
    let program = Program(
      inputs: [.init([layout.count], .float32), .init([n, 2], .float32, isBatch: true)], threads: 2
    ) { v in
      let scope = Scope(v[0], dtype: .float32)
      let output = Dense(k)(v[1], scope)
      let loss = Loss.softmaxCrossEntropy()
      var random = RandomTensors(seed: 5, step: Tensor(1))
      let classes = loss.sample(output.stopGradient(), &random)
      let structure = KroneckerStructure(of: output, parameters: scope.tensors, batch: [v[1]])
      let drawn = structure.factors([structure.outputGradients(of: loss(output, classes))])
      // The Hessian of the loss does not depend on the classes.
      let exact = structure.factors(
        structure.gaussNewtonOutputGradients(of: { loss($0, classes) }, at: output))
      return [drawn[0].output, exact[0].output]
    }
    let results = program.run([values, x]).map(\.doubles)
    // Means of n draws, each with a standard deviation of at most 1/4 or so.
    let tolerance = 4 * 0.25 / Double(n).squareRoot()
    for (found, expected) in zip(results[0], results[1]) {
      #expect(abs(found - expected) < tolerance)
    }
    #expect(results[1][0] > 0.05)
  }
}
