import Descent
import Foundation
import TestSupport
import Testing

@testable import DescentCommand

struct AutoencoderCommandTests {
  @Test func `an autoencoder is trained, tested, evaluated and used`() throws {
    let folder = try TemporaryFolder()
    let trained = descent(
      "train", "--data", "digits", "--model", "autoencoder:20,6", "--validation", "0.1",
      "--epochs", "3", "--output", folder("model"), "--json")
    #expect(trained.status == 0, "\(trained.errors)")
    let objects = try trained.objects
    let keys: Set = [
      "event", "epoch", "step", "trainLoss", "trainSquaredError", "validationLoss",
      "validationSquaredError", "learningRate", "seconds", "samplesPerSecond",
    ]
    for object in objects.dropLast() { #expect(Set(object.keys) == keys) }
    let last = try #require(objects.last)
    #expect(
      Set(last.keys) == [
        "event", "status", "testLoss", "testSquaredError", "parameters", "seconds", "model",
      ])
    let losses = try objects.dropLast().map { try #require($0["trainSquaredError"] as? Double) }
    #expect(losses[2] < losses[0])

    let flags = ["--model", folder("model"), "--data", "digits"]
    let evaluated = try #require(try descent(["evaluate", "--json"] + flags).objects.first)
    #expect(Set(evaluated.keys) == ["loss", "squaredError", "rows"])
    #expect(evaluated["squaredError"] as? Double == last["testSquaredError"] as? Double)
    #expect(descent(["evaluate"] + flags).output.contains(/\nsquared error  [\d.]+\n/))
    let lines = descent(["predict"] + flags).output.split(separator: "\n")
    #expect(lines.count == 360 && lines[0].hasPrefix("row,p00,p01,"))
    let numbers = lines[1].split(separator: ",").dropFirst().compactMap { Double($0) }
    #expect(numbers.count == 64 && numbers.allSatisfy { (0...1).contains($0) })
  }

  @Test func `the text tells the squared error beside the loss`() throws {
    let folder = try TemporaryFolder()
    let call = descent(
      "train", "--model", "autoencoder:8", "--loss", "mse", "--epochs", "1", "--output",
      folder("model"))
    #expect(call.output.contains(/epoch 1\/1  loss [\d.]+ +squared error [\d.]+/))
    #expect(call.output.contains(/Test loss [\d.]+, squared error [\d.]+ \(359 rows\)\./))
  }

  @Test func `columns that are no targets need not be there`() throws {
    let folder = try TemporaryFolder()
    let rows = (0..<40).map { "0.\($0 % 10),0.\(9 - $0 % 10)" }
    let labelled = "a,b,kind\n" + rows.map { "\($0),x\n" }.joined()
    try folder.write(labelled, to: "labelled.csv")
    try folder.write("a,b\n" + rows.map { "\($0)\n" }.joined(), to: "bare.csv")
    let trained = descent(
      "train", "--data", folder("labelled.csv"), "--model", "autoencoder:3,1:tanh", "--epochs", "2",
      "--output", folder("model"))
    #expect(trained.status == 0, "\(trained.errors)")
    let results = ["labelled.csv", "bare.csv"].map {
      descent("evaluate", "--model", folder("model"), "--data", folder($0), "--json")
    }
    #expect(results[0].output == results[1].output && results[0].status == 0)
  }

  @Test func `the momentum of Sutskever and others is a schedule`() throws {
    let folder = try TemporaryFolder()
    let call = descent(
      "train", "--model", "autoencoder:8", "--optimizer", "nesterov", "--set", "momentum=0.99",
      "--schedule", "momentum=momentum-ramp:limit=0.99", "--schedule", "constant", "--steps", "20",
      "--learning-rate", "0.001", "--output", folder("model"))
    #expect(call.status == 0 && call.output.contains("momentum=momentum-ramp"), "\(call.output)")
  }
}
