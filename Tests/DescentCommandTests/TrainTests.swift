import Descent
import TestSupport
import Testing

@testable import DescentCommand

struct TrainTests {
  @Test(arguments: 0...4)
  func `the digits are learned to 97 percent and more`(seed: Int) throws {
    let folder = try TemporaryFolder()
    let call = descent(
      "train", "--data", "digits", "--model", "mlp:128,64", "--learning-rate", "0.003",
      "--schedule", "cosine", "--epochs", "40", "--seed", "\(seed)", "--output", folder("model"),
      "--json")
    let last = try #require(try call.objects.last)
    #expect(try #require(last["testAccuracy"] as? Double) >= 0.97)
  }

  @Test(arguments: 0...2)
  func `without any settings the digits are learned to 95 percent and more`(seed: Int) throws {
    let folder = try TemporaryFolder()
    let call = descent("train", "--seed", "\(seed)", "--output", folder("model"), "--json")
    let last = try #require(try call.objects.last)
    #expect(try #require(last["testAccuracy"] as? Double) >= 0.95)
  }

  @Test(arguments: [("adam", true), ("schedule-free-adamw", false), ("rprop", false)])
  func `the rate falls by itself only where a rule is made for that`(
    name: String, falls: Bool
  ) throws {
    let folder = try TemporaryFolder()
    let call = descent(
      "train", "--optimizer", name, "--epochs", "1", "--output", folder("model"))
    #expect(call.status == 0 && call.output.contains("cosine") == falls, "\(call.output)")
  }

  @Test func `JSON has the keys of the contract and no others`() throws {
    let folder = try TemporaryFolder()
    let call = descent(
      "train", "--validation", "0.1", "--epochs", "3", "--output", folder("model"), "--json")
    #expect(call.status == 0 && call.errors.isEmpty)
    let objects = try call.objects
    #expect(objects.map { $0["event"] as? String } == ["epoch", "epoch", "epoch", "finished"])
    let keys: Set = [
      "event", "epoch", "step", "trainLoss", "validationLoss", "validationAccuracy",
      "learningRate", "seconds", "samplesPerSecond",
    ]
    for object in objects.dropLast() {
      #expect(Set(object.keys) == keys)
      #expect(object.values.allSatisfy { $0 is String || ($0 as? Double)?.isFinite == true })
    }
    #expect(objects.dropLast().map { $0["step"] as? Int } == [41, 82, 123])
    let last = try #require(objects.last)
    #expect(
      Set(last.keys) == [
        "event", "status", "testLoss", "testAccuracy", "parameters", "seconds", "model",
      ])
    #expect(last["status"] as? String == "step-limit")
    #expect(last["parameters"] as? Int == 64 * 128 + 128 + 128 * 64 + 64 + 64 * 10 + 10)
    #expect(last["model"] as? String == folder("model"))
  }

  @Test func `keys that make no sense are absent`() throws {
    let folder = try TemporaryFolder()
    try folder.write(lineCSV, to: "line.csv")
    let objects = try descent(
      "train", "--data", folder("line.csv"), "--standardize", "--epochs", "1", "--output",
      folder("model"), "--json"
    ).objects
    #expect(
      Set(objects[0].keys) == [
        "event", "epoch", "step", "trainLoss", "learningRate", "seconds", "samplesPerSecond",
      ])
    #expect(Set(objects[1].keys) == ["event", "status", "parameters", "seconds", "model"])
  }

  @Test func `a run without a terminal prints a line an epoch`() throws {
    let folder = try TemporaryFolder()
    let call = descent("train", "--epochs", "2", "--output", folder("model"))
    #expect(call.status == 0 && call.errors.isEmpty)
    #expect(!call.output.contains("\u{1B}") && !call.output.contains("\r"))
    #expect(call.output.matches(of: /\nepoch \d\/2  loss [\d.]+ .*examples\/s/).count == 2)
    #expect(call.output.contains("17226 parameters"))
    #expect(call.output.contains(/Test loss [\d.]+, accuracy [\d.]+ % \(359 rows\)/))
    #expect(call.output.contains("descent predict --model \(folder("model")) --data FILE"))
  }

  @Test func `on a terminal a line is drawn anew, with color only where it may be`() throws {
    let folder = try TemporaryFolder()
    let arguments = ["train", "--epochs", "2", "--output", folder("model")]
    let plain = descent(arguments, terminal: true)
    #expect(plain.output.contains("\r\u{1B}[Kepoch 1/2  ...................."))
    #expect(!plain.output.contains("\u{1B}[1m"))
    #expect(descent(arguments, terminal: true, color: true).output.contains("\u{1B}[1m"))
  }

  @Test func `quiet prints nothing`() throws {
    let folder = try TemporaryFolder()
    let call = descent("train", "--epochs", "1", "--quiet", "--output", folder("model"))
    #expect(call.output.isEmpty && call.errors.isEmpty && call.status == 0)
  }

  @Test func `a target that is met ends the run, one that is missed makes it fail`() throws {
    let folder = try TemporaryFolder()
    let model = ["--output", folder("model"), "--json"]
    let met = descent(["train", "--target-loss", "0.5", "--epochs", "30"] + model)
    #expect(met.status == 0)
    #expect(try met.objects.last?["status"] as? String == "converged")
    let missed = descent(["train", "--target-loss", "1e-9", "--epochs", "2"] + model)
    #expect(missed.status == 1 && missed.errors.contains("--target-loss: expected 1e-09"))
    #expect(try missed.objects.last?["status"] as? String == "step-limit")
  }

  @Test func `two classes can be learned with one output`() throws {
    let folder = try TemporaryFolder()
    let rows = (0..<40).map { "\($0),\($0 % 7),\($0 < 20 ? "low" : "high")\n" }.joined()
    try folder.write("a,b,class\n" + rows, to: "two.csv")
    let flags = ["--data", folder("two.csv"), "--standardize", "--epochs", "200"]
    let call = descent(
      ["train", "--loss", "bce", "--model", "linear", "--learning-rate", "0.1", "--output"]
        + [folder("model"), "--json"] + flags)
    #expect(try call.objects.last?["parameters"] as? Int == 3)
    let other = descent(
      "evaluate", "--model", folder("model"), "--data", folder("two.csv"), "--json")
    #expect(try #require(other.objects.first?["accuracy"] as? Double) > 0.95)
  }

  @Test func `the same run writes the same bytes`() throws {
    let folder = try TemporaryFolder()
    for name in ["a", "b"] {
      let call = descent(
        "train", "--epochs", "3", "--seed", "9", "--quiet", "--output", folder(name))
      #expect(call.status == 0)
    }
    #expect(try folder.bytes(of: "a") == folder.bytes(of: "b"))
  }

  @Test func `data for testing have the columns of training in any order`() throws {
    let folder = try TemporaryFolder()
    try folder.write("x,z,y\n" + (1...50).map { "\($0),0,\(3 * $0)\n" }.joined(), to: "train.csv")
    try folder.write("y,x,other,z\n6,2,9,0\n", to: "test.csv")
    let call = descent(
      "train", "--data", folder("train.csv"), "--standardize", "--optimizer", "momentum",
      "--epochs", "200", "--test", folder("test.csv"), "--output", folder("model"), "--json")
    let last = try #require(try call.objects.last)
    #expect(try #require(last["testLoss"] as? Double) < 1e-4)
  }
}
