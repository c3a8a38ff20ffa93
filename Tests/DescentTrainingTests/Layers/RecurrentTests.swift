import DescentCore
import DescentOptimizers
import Foundation
import TestSupport
import Testing

@testable import DescentTraining

@Suite struct RecurrentTests {
  private static let (rows, steps, features, units) = (3, 4, 2, 5)

  /// The last states by the definition, one number after the other.
  private func states(
    _ x: [Double], _ w: [Double], _ b: [Double], _ u: [Double], from start: [Double]
  ) -> [Double] {
    (0..<Self.rows).flatMap { row in
      var state = start
      for step in 0..<Self.steps {
        let old = state
        for j in 0..<Self.units {
          var sum = b[j]
          for k in 0..<Self.features {
            sum += x[(row * Self.steps + step) * Self.features + k] * w[k * Self.units + j]
          }
          for k in 0..<Self.units { sum += old[k] * u[k * Self.units + j] }
          state[j] = tanh(sum)
        }
      }
      return state
    }
  }

  private func random(_ count: Int, seed: UInt64) -> [Double] {
    var random = RandomSource(seed: seed)
    return (0..<count).map { _ in random.normal() }
  }

  @Test(arguments: [false, true])
  func `the last state follows from the recursion`(learnsInitialState: Bool) {
    let layer = Recurrent(Self.units, learnsInitialState: learnsInitialState)
    let shape: Shape = [Self.rows, Self.steps, Self.features]
    let layout = ParameterLayout(
      of: layer, features: [Self.steps, Self.features], dtype: .float64)
    #expect(
      layout.entries.map(\.name)
        == ["weight", "bias", "recurrent"] + (learnsInitialState ? ["state"] : []))
    let (p, x) = (random(layout.count, seed: 1), random(shape.count, seed: 2))
    var hidden = 0
    let program = Program(inputs: [.init([layout.count]), .init(shape)], threads: 1) { input in
      let scope = Scope(input[0], dtype: .float64)
      let output = layer(input[1], scope)
      hidden = scope.hiddenStates.count
      #expect(scope.hiddenStates.last?.node === output.node)
      return [output]
    }
    let found = program.run([NDArray(p), NDArray(x, shape: shape)])[0].doubles
    let pieces = layout.entries.map { Array(p[$0.range]) }
    let start = learnsInitialState ? pieces[3] : [Double](repeating: 0, count: Self.units)
    let expected = states(x, pieces[0], pieces[1], pieces[2], from: start)
    #expect(areClose(found, expected, 1e-13))
    #expect(hidden == Self.steps)
  }

  @Test func `its weights start as they should`() {
    let layout = ParameterLayout(
      of: Recurrent(6, activation: .relu, learnsInitialState: true), features: [3, 4],
      dtype: .float64)
    #expect(
      layout.entries.map(\.initializer) == [.heNormal, .zeros, .orthogonal(), .zeros])
    let text = try? ModelSpecification("rnn:6:tanh:sparse")
    let model = try? text?.model(outputs: 2, features: [3, 4])
    let sparse = model.map { ParameterLayout(of: $0, features: [12], dtype: .float64) }
    #expect(
      sparse?.entries.map(\.initializer) == [.sparse(), .zeros, .sparse(), .sparse(), .zeros])
  }

  @Test(arguments: [1, 7])
  func `its weights are found for Kronecker factors`(rows: Int) throws {
    let model = try ModelSpecification("rnn:5").model(outputs: 3, features: [4, 2])
    let layout = ParameterLayout(of: model, features: [8], dtype: .float32)
    _ = Program(inputs: [.init([layout.count], .float32), .init([rows, 8], .float32)]) { x in
      let scope = Scope(x[0], dtype: .float32)
      let output = model(x[1], scope)
      let structure = KroneckerStructure(of: output, parameters: scope.tensors, batch: [x[1]])
      let names = structure.layers.map { layer in
        [layout.entries[layer.weight].name, layer.bias.map { layout.entries[$0].name }]
      }
      #expect(structure.others.isEmpty)
      #expect(
        names == [
          ["hidden.weight", "hidden.bias"], ["hidden.recurrent", nil],
          ["output.weight", "output.bias"],
        ])
      return [output]
    }
  }

  @Test func `a recurrent net is trained on rows of images, saved and used`() throws {
    let data = try NamedDataset.named("digits").load().train.rows((0..<300).map { Int32($0) })
    let result = try Trainer(
      ModelSpecification("rnn:12"), on: data, optimizer: Optimizer(Adam(), learningRate: 0.01),
      options: options { $0.epochs = 20 }
    ).run()
    let evaluation = try result.model.evaluate(data)
    #expect(try #require(evaluation.accuracy) > 0.8)
    let folder = try TemporaryFolder()
    try result.model.write(to: folder("rnn"))
    let read = try TrainedModel(contentsOf: folder("rnn"))
    #expect(read.specification == result.model.specification)
    #expect(read.parameters == result.model.parameters)
    #expect(try read.predict(data) == result.model.predict(data))
  }

  @Test func `features without rows are refused`() throws {
    let error = try #require(throws: DescentError.self) {
      try Trainer(ModelSpecification("rnn:3"), on: line(rows: 9), optimizer: Optimizer(Adam()))
    }
    #expect(
      error.description
        == "model 'rnn:3': expected features in rows, as images have them, for its steps, "
        + "found features of shape [1]")
  }
}
