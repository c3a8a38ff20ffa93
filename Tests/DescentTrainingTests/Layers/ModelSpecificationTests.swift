import DescentCore
import Testing

@testable import DescentTraining

@Suite struct ModelSpecificationTests {
  @Test(arguments: [
    "linear", "mlp:128,64", "mlp:8:tanh", "mlp:8:relu:orthogonal", "mlp:1,2,3:sigmoid:sparse",
    "autoencoder:6", "autoencoder:400,6", "autoencoder:9,2:tanh", "autoencoder:9:sigmoid:sparse",
    "mlp:4:tanh:sparse:connections=3,deviation=0.5", "rnn:7", "rnn:7:relu",
    "rnn:7:tanh:orthogonal:gain=0.5",
  ])
  func `a specification prints as it was written`(text: String) throws {
    #expect(try ModelSpecification(text).description == text)
  }

  @Test(arguments: [
    ("mpl:3", "did you mean 'mlp'?"), ("mlp", "mlp:UNITS"), ("mlp:", "layer sizes"),
    ("mlp:0", "'0'"), ("mlp:3,-1", "'-1'"), ("mlp:3,,4", "''"),
    ("mlp:9:tanhh", "did you mean 'tanh'?"),
    ("mlp:9:tanh:he", "initializer"), ("linear:3", "linear alone"),
    ("mlp:99999999999999999999", "layer sizes"),
    ("", "model"), ("mlp:3:relu:zeros:x", "key=value"), ("autoencoder", "autoencoder:UNITS"),
    ("rnn", "rnn:UNITS[:"), ("rnn:4,5", "units of one recurrent layer"),
    ("autoencoder:5,0", "'0'"), ("autoencodr:5", "did you mean 'autoencoder'?"),
  ])
  func `what is none says what was expected`(text: String, part: String) throws {
    let error = try #require(throws: DescentError.self) { try ModelSpecification(text) }
    #expect(error.description.contains(part), "\(error)")
  }

  @Test func `its model has the layers it names`() throws {
    let model = try ModelSpecification("mlp:5,4:tanh").model(outputs: 3)
    let layout = ParameterLayout(of: model, features: [7], dtype: .float32)
    #expect(
      layout.entries.map(\.name) == [
        "hidden1.weight", "hidden1.bias", "hidden2.weight", "hidden2.bias", "output.weight",
        "output.bias",
      ])
    #expect(layout.count == 7 * 5 + 5 + 5 * 4 + 4 + 4 * 3 + 3)
  }
}
