import DescentCore
import Testing

@testable import DescentTraining

@Suite struct ScopeTests {
  private let model = FunctionModel { x, scope in
    let h = relu(scope.dense(x, 3, name: "hidden"))
    return scope.child("head").dense(h, 2, name: "output", usesBias: false)
  }

  private var layout: ParameterLayout {
    ParameterLayout(of: model, features: [4], dtype: .float64)
  }

  @Test func `parameters are pieces of one vector in the order they are asked for`() {
    #expect(layout.entries.map(\.name) == ["hidden.weight", "hidden.bias", "head.output.weight"])
    #expect(layout.entries.map(\.shape) == [[4, 3], [3], [3, 2]])
    #expect(layout.entries.map(\.range) == [0..<12, 12..<15, 15..<21])
    #expect(layout.count == 21)
  }

  @Test func `the mask marks weights and not biases`() {
    let mask = layout.weightMask(.float64).doubles
    #expect(
      mask == [Double](repeating: 1, count: 12) + [0, 0, 0] + [Double](repeating: 1, count: 6))
  }

  @Test func `a traced model computes with its pieces`() {
    let vector = NDArray((0..<21).map { Double($0) / 10 - 1 })
    let x = NDArray([1.0, -2, 3, 0.5], shape: [1, 4])
    let program = Program(inputs: [.init([21]), .init([1, 4])]) { [model] input in
      [model(input[1], Scope(input[0], dtype: .float64))]
    }
    let p = vector.doubles
    var hidden = [p[12], p[13], p[14]]
    for (k, value) in x.doubles.enumerated() {
      for j in 0..<3 { hidden[j] += value * p[k * 3 + j] }
    }
    var expected = [0.0, 0.0]
    for (k, value) in hidden.enumerated() {
      for j in 0..<2 { expected[j] += Swift.max(0, value) * p[15 + k * 2 + j] }
    }
    let found = program.run([vector, x])[0].doubles
    for (a, b) in zip(found, expected) { #expect((a - b).magnitude < 1e-12) }
  }

  @Test func `each parameter draws from a stream of its own`() {
    let values = layout.initialValues(seed: 3, dtype: .float64).doubles
    let wider = ParameterLayout(
      of: FunctionModel { x, scope in
        scope.child("head").dense(scope.dense(x, 3, name: "hidden"), 5, name: "output")
      }, features: [4], dtype: .float64)
    #expect(
      Array(values[..<15]) == Array(wider.initialValues(seed: 3, dtype: .float64).doubles[..<15]))
    #expect(values[12..<15].allSatisfy { $0 == 0 })
  }

  @Test func `two parameters of one name trap`() async throws {
    let result = try await #require(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let twice = FunctionModel { x, scope in
        scope.dense(scope.dense(x, 2, name: "a"), 2, name: "a")
      }
      _ = ParameterLayout(of: twice, features: [2], dtype: .float32)
    }
    let text = String(decoding: result.standardErrorContent, as: UTF8.self)
    #expect(text.contains("two parameters are named 'a.weight'"))
  }

  @Test func `a sequential model names layers by name or position`() {
    let model = Sequential(Dense(3, activation: .tanh), Dense(2, name: "last"))
    let layout = ParameterLayout(of: model, features: [4], dtype: .float32)
    #expect(layout.entries.map(\.name) == ["0.weight", "0.bias", "last.weight", "last.bias"])
    #expect(layout.entries[0].initializer == .glorotUniform)
  }
}
