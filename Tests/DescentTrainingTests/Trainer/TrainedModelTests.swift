import DescentCore
import DescentOptimizers
import Foundation
import TestSupport
import Testing

@testable import DescentTraining

@Suite struct TrainedModelTests {
  private func model(_ scaling: FeatureScaling? = nil) throws -> TrainedModel {
    try Trainer(
      ModelSpecification("mlp:4:tanh"), on: line(rows: 30), scaling: scaling,
      optimizer: Optimizer(Adam()), options: options { $0.epochs = 2 }
    ).run().model
  }

  @Test func `a model file gives the model back`() throws {
    let folder = try TemporaryFolder()
    let model = try model(.standard(of: line(rows: 30)))
    let path = folder.path + "/m.safetensors"
    try model.write(to: path)
    let read = try TrainedModel(contentsOf: path)
    #expect(read.parameters == model.parameters && read.scaling == model.scaling)
    #expect(read.specification == model.specification && read.data == model.data)
    #expect(try read.predict(line(rows: 30)) == model.predict(line(rows: 30)))
  }

  @Test func `the same model gives the same bytes`() throws {
    let folder = try TemporaryFolder()
    let paths = ["a", "b"].map { folder.path + "/\($0).safetensors" }
    for path in paths { try model().write(to: path) }
    let bytes = try paths.map { try Data(contentsOf: URL(filePath: $0)) }
    #expect(bytes[0] == bytes[1])
  }

  @Test func `weights can be read under their names`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/m.safetensors"
    try model().write(to: path)
    let file = try SafeTensors(contentsOf: path)
    #expect(
      Set(file.tensors.keys) == ["hidden1.weight", "hidden1.bias", "output.weight", "output.bias"])
    #expect(file.tensors["hidden1.weight"]?.shape == [1, 4])
  }

  @Test func `foreign and damaged files are refused in one sentence`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/m.safetensors"
    try model().write(to: path)
    let good = try SafeTensors(contentsOf: path)
    var damaged: [SafeTensors] = []
    damaged.append(SafeTensors(tensors: ["w": NDArray([1.0])], metadata: [:]))
    for key in good.metadata.keys {
      var file = good
      file.metadata[key] = "?"
      damaged.append(file)
    }
    for name in good.tensors.keys {
      var file = good
      file.tensors[name] = NDArray([1.0, 2.0])
      damaged.append(file)
      file.tensors[name] = nil
      damaged.append(file)
    }
    for file in damaged {
      try file.write(to: path)
      let error = try #require(throws: DescentError.self) { try TrainedModel(contentsOf: path) }
      #expect(error.description.contains(path), "\(error)")
    }
  }

  @Test func `weights that are not finite are refused`() throws {
    let folder = try TemporaryFolder()
    let path = folder("m.safetensors")
    try model().write(to: path)
    var file = try SafeTensors(contentsOf: path)
    file.tensors["output.bias"] = NDArray([Double.nan])
    try file.write(to: path)
    let error = try #require(throws: DescentError.self) { try TrainedModel(contentsOf: path) }
    #expect(
      error.description == "\(path), tensor 'output.bias': expected finite weights, found weights "
        + "that are not finite")
  }

  @Test(arguments: ["[0]", "[-3,2]", "[4294967296,4294967296,2]", "[2147483648]"])
  func `sizes that no data have are told`(sizes: String) throws {
    let folder = try TemporaryFolder()
    let path = folder("m.safetensors")
    try model().write(to: path)
    var file = try SafeTensors(contentsOf: path)
    let data = try #require(file.metadata["data"])
    file.metadata["data"] = data.replacing(
      "\"featureSizes\":[1]", with: "\"featureSizes\":\(sizes)")
    try file.write(to: path)
    let error = try #require(throws: DescentError.self) { try TrainedModel(contentsOf: path) }
    #expect(
      error.description == "\(path), metadata 'data': expected featureSizes of 1 or more, their "
        + "product at most 2147483647, found \(sizes.replacing(",", with: ", "))")
  }

  @Test func `data with other columns are refused`() throws {
    let other = Dataset(
      name: "other", features: NDArray([1.0, 2, 3, 4], shape: [2, 2]), targets: nil)
    let error = try #require(throws: DescentError.self) { try model().predict(other) }
    #expect(error.description.contains("1 features") && error.description.contains("found 2"))
  }
}
