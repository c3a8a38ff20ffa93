import DescentCore
import Testing

@testable import DescentTraining

struct CheckpointMetadataTests {
  private struct Configuration: Codable, Equatable {
    var model: String
    var widths: [Int]
    var learningRate: Double
  }

  @Test(arguments: [
    0.1, -0.0, 1 / 3, .leastNonzeroMagnitude, .greatestFiniteMagnitude, .infinity, -.infinity, 1e21,
    2.5e-7,
  ]) func `a double comes back with the same bits`(value: Double) throws {
    var metadata = CheckpointMetadata(path: "f")
    metadata.set("loss", value)
    #expect(try metadata.double("loss").bitPattern == value.bitPattern)
  }

  @Test func `a NaN comes back as a NaN`() throws {
    var metadata = CheckpointMetadata(path: "f")
    metadata.set("loss", -Double.nan)
    #expect(metadata.values == ["loss": "nan"])
    #expect(try metadata.double("loss").isNaN)
  }

  @Test func `integers and texts come back`() throws {
    var metadata = CheckpointMetadata(path: "f")
    metadata.set("step", Int.min)
    metadata.set("seed", UInt64.max)
    metadata.set("name", "é\n")
    #expect(try metadata.integer("step") == .min)
    #expect(try metadata.unsigned64("seed") == .max)
    #expect(try metadata.string("name") == "é\n")
  }

  @Test func `a value written as JSON has sorted keys and comes back`() throws {
    let configuration = Configuration(model: "a/b", widths: [64, 10], learningRate: .infinity)
    var metadata = CheckpointMetadata(path: "f")
    try metadata.set("configuration", json: configuration)
    #expect(
      metadata.values["configuration"]
        == #"{"learningRate":"inf","model":"a/b","widths":[64,10]}"#)
    #expect(try metadata.json("configuration") == configuration)
  }

  @Test func `a key that is missing is named, with the nearest that is there`() {
    let metadata = CheckpointMetadata(["epoch": "1"], path: "last.safetensors")
    let error = #expect(throws: DescentError.self) { try metadata.integer("epochs") }
    #expect(
      error?.description == "last.safetensors, metadata 'epochs': expected an integer, "
        + "found no such key; there is 'epoch'")
  }

  @Test func `a text of another type is refused with what was found`() {
    let metadata = CheckpointMetadata(["x": "1.5", "y": "-1", "z": ""], path: "f")
    let integer = #expect(throws: DescentError.self) { try metadata.integer("x") }
    #expect(integer?.description == "f, metadata 'x': expected an integer, found '1.5'")
    let unsigned = #expect(throws: DescentError.self) { try metadata.unsigned64("y") }
    #expect(unsigned?.found == "'-1'")
    let double = #expect(throws: DescentError.self) { try metadata.double("z") }
    #expect(double?.description == "f, metadata 'z': expected a number, found ''")
  }

  @Test(arguments: [
    ("{", "f, metadata 'c': expected valid JSON"),
    (
      #"{"model":"m","widths":[1,"2"],"learningRate":1}"#, "'c', 'widths', [1]: expected an integer"
    ),
    (#"{"model":"m","widths":[1]}"#, "'c': expected the key 'learningRate', found none"),
    (#"{"model":null,"widths":[],"learningRate":1}"#, "'model': expected a string, found null"),
  ]) func `JSON that does not fit is refused with its place`(text: String, part: String) {
    let metadata = CheckpointMetadata(["c": text], path: "f")
    let error = #expect(throws: DescentError.self) {
      try metadata.json("c", as: Configuration.self)
    }
    #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
  }
}
