import TestSupport
import Testing

@testable import DescentCommand

struct DivergenceTests {
  private func train(
    in folder: TemporaryFolder, _ more: String...
  ) throws -> Call {
    try folder.write(lineCSV, to: "line.csv")
    return descent(
      ["train", "--data", folder("line.csv"), "--optimizer", "gradient-descent"]
        + ["--learning-rate", "0.01", "--output", folder("model")] + more)
  }

  @Test(arguments: ["float32", "float64"])
  func `gradient descent at too high a rate says step, loss, rate and what to try`(
    precision: String
  ) throws {
    let folder = try TemporaryFolder()
    let call = try train(in: folder, "--precision", precision)
    #expect(call.status == 1)
    let report = call.errors.firstMatch(
      of: /descent: .*diverged.*loss.* ([0-9.e+]+) at step (\d+) with learning rate 0\.01; (.*)\n/)
    let (_, loss, step, advice) = try #require(report?.output, "\(call.errors)")
    #expect(try #require(Double(loss)) > 1e10)
    #expect((2...10).contains(Int(step) ?? 0))
    #expect(advice.contains("--learning-rate 0.001") && advice.contains("--standardize"))
  }

  @Test func `no model is written, and one that is there stays as it is`() throws {
    let folder = try TemporaryFolder()
    #expect(try train(in: folder).status == 1)
    #expect(try folder.names == ["line.csv"])
    try folder.write("earlier", to: "model")
    #expect(try train(in: folder).status == 1)
    #expect(try folder.bytes(of: "model") == Array("earlier".utf8))
  }

  @Test func `JSON ends with the status diverged and without a model`() throws {
    let folder = try TemporaryFolder()
    let last = try #require(try train(in: folder, "--json").objects.last)
    #expect(last["status"] as? String == "diverged")
    #expect(Set(last.keys) == ["event", "status", "parameters", "seconds"])
  }

  @Test(arguments: ["1", "3"])
  func `a run in which every further step is passed over has diverged`(epochs: String) throws {
    let folder = try TemporaryFolder()
    let call = descent(
      "train", "--data", "digits", "--optimizer", "sgd", "--learning-rate", "1e30", "--wrap",
      "skip-nonfinite", "--epochs", epochs, "--output", folder("model"))
    #expect(call.status == 1 && call.errors.contains("training diverged: the loss became nan"))
    #expect(!call.output.contains("loss 0 ") && !call.output.contains("Test loss"))
    #expect(try folder.names.isEmpty)
  }

  @Test func `the rate in force is that of the group that is fastest`() throws {
    let folder = try TemporaryFolder()
    let call = try train(
      in: folder, "--group", "output.weight: learning-rate=0.1", "--group",
      "output.bias: learning-rate=0.02")
    #expect(call.status == 1)
    #expect(
      call.errors.contains(
        "with learning rate 0.1; try --group 'output.weight: learning-rate=0.01' or smaller"),
      "\(call.errors)")
  }

  @Test(arguments: [
    ["train", "--epochs", "2", "--batch-size", "100", "--accumulate", "100"],
    ["minimize", "x^2", "--start", "x=1", "--optimizer", "sgd", "--steps", "30"]
      + ["--accumulate", "100"],
  ])
  func `a run that ends before its first update is refused`(arguments: [String]) {
    let call = descent(arguments)
    #expect(call.status == 2)
    let sentence = "wrapper accumulate: expected an update within the run's 30 steps, found the "
    #expect(call.errors.contains(sentence + "first at step 100"), "\(call.errors)")
  }
}
