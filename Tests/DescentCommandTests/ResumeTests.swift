import Foundation
import TestSupport
import Testing

@testable import DescentCommand

/// A run that was cut off and resumed writes the same bytes as one that was not.
struct ResumeTests {
  private func arguments(
    _ folder: TemporaryFolder, _ name: String, optimizer: String = "adam", epochs: Int = 6
  ) -> [String] {
    [
      "train", "--data", "digits", "--optimizer", optimizer, "--epochs", "\(epochs)", "--seed",
      "5", "--schedule", "constant", "--threads", "2", "--output", folder(name), "--checkpoint",
      folder("\(name).run"),
    ]
  }

  @Test(arguments: ["gradient-descent", "sgd", "nesterov", "adam", "adamw"])
  func `a run in two parts writes the bytes of a run in one`(optimizer: String) throws {
    let folder = try TemporaryFolder()
    let whole = descent(arguments(folder, "whole", optimizer: optimizer) + ["--quiet"])
    #expect(whole.status == 0)
    // Ends within an epoch, except for gradient descent, whose epochs have one step.
    let parts = arguments(folder, "parts", optimizer: optimizer) + ["--quiet"]
    let steps = optimizer == "gradient-descent" ? "3" : "100"
    #expect(descent(parts + ["--steps", steps]).status == 0)
    let resumed = descent(parts + ["--resume"])
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(try folder.bytes(of: "parts") == folder.bytes(of: "whole"))
  }

  @Test func `so does one that was killed at random moments`() throws {
    let folder = try TemporaryFolder()
    #expect(descent(arguments(folder, "whole", epochs: 40) + ["--quiet"]).status == 0)
    let parts = arguments(folder, "parts", epochs: 40) + ["--checkpoint-every", "7", "--json"]
    var resume: [String] = []
    for _ in 1...4 {
      let run = try Executable(parts + resume, in: folder.path)
      run.waitForOutput()
      Thread.sleep(forTimeInterval: .random(in: 0...0.1))
      run.send(SIGKILL)
      _ = try run.finish()
      resume = ["--resume"]
    }
    let resumed = try Executable(parts + resume, in: folder.path).finish()
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(try folder.bytes(of: "parts") == folder.bytes(of: "whole"))
  }

  @Test func `an interrupt ends with 130 and the command that goes on`() throws {
    let folder = try TemporaryFolder()
    #expect(descent(arguments(folder, "whole", epochs: 100) + ["--quiet"]).status == 0)
    let run = try Executable(
      arguments(folder, "parts", epochs: 100) + ["--json"], in: folder.path)
    run.waitForOutput()
    run.send(SIGINT)
    let interrupted = try run.finish()
    #expect(interrupted.status == 130)
    #expect(try interrupted.objects.last?["status"] as? String == "interrupted")
    #expect(try !folder.names.contains("parts"))
    let command = try #require(
      interrupted.errors.firstMatch(of: /after step \d+; go on with: descent (.*)\n/)?.output.1)
    let resumed = try Executable(
      command.split(separator: " ").map(String.init), in: folder.path
    ).finish()
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(try folder.bytes(of: "parts") == folder.bytes(of: "whole"))
  }

  @Test func `a run without checkpoints says that it cannot go on`() throws {
    let folder = try TemporaryFolder()
    let run = try Executable(["train", "--epochs", "100000", "--json"], in: folder.path)
    run.waitForOutput()
    run.send(SIGTERM)
    let call = try run.finish()
    #expect(call.status == 130 && call.errors.contains("only with --checkpoint"))
    #expect(try folder.names.isEmpty)
  }

  @Test func `another configuration is refused by the name of what differs`() throws {
    let folder = try TemporaryFolder()
    let run = arguments(folder, "model", epochs: 1) + ["--quiet"]
    #expect(descent(run).status == 0)
    let changes = [
      (["--batch-size", "16"], "--batch-size 32", "--batch-size 16"),
      (["--standardize"], "no --standardize", "--standardize"),
      (["--label-smoothing", "0.1"], "no --label-smoothing", "--label-smoothing 0.1"),
      (["--validation", "0.2"], "no --validation", "--validation 0.2"),
      (["--no-shuffle"], "no --no-shuffle", "--no-shuffle"),
      (["--learning-rate", "0.5"], "--learning-rate 0.001", "--learning-rate 0.5"),
    ]
    for (flags, expected, found) in changes {
      let call = descent(run + ["--resume"] + flags)
      let sentence = ": expected \(expected), as in the checkpoint, found \(found)\n"
      #expect(call.status == 2 && call.errors.hasSuffix(sentence), "\(call.errors)")
    }
    let set = descent(run + ["--resume", "--set", "beta1=0.8"])
    #expect(set.errors.contains("expected --set beta1=0.9 "), "\(set.errors)")
  }

  @Test func `a schedule that ends with the run names the limit and what goes on`() throws {
    let folder = try TemporaryFolder()
    func run(_ flags: String...) -> Call {
      let run = ["train", "--quiet", "--output", folder("model"), "--checkpoint", folder("run")]
      return descent(run + flags)
    }
    #expect(run("--epochs", "1").status == 0)
    let refused = run("--epochs", "2", "--resume")
    #expect(
      refused.errors.hasSuffix(
        ": expected --epochs 1, as in the checkpoint, since the schedule cosine ends there, found "
          + "--epochs 2; give --schedule cosine:steps=45 to go on with it, or begin with "
          + "--schedule constant\n"), "\(refused.errors)")
    let batches = run("--epochs", "1", "--resume", "--batch-size", "16")
    #expect(
      batches.errors.hasSuffix("--batch-size 32, as in the checkpoint, found --batch-size 16\n"))
    let resumed = run("--epochs", "2", "--resume", "--schedule", "cosine:steps=45")
    #expect(resumed.status == 0, "\(resumed.errors)")
  }

  @Test func `what a killed run left unfinished is removed`() throws {
    let folder = try TemporaryFolder()
    let run = arguments(folder, "model", epochs: 1) + ["--quiet"]
    #expect(descent(run).status == 0)
    try folder.write([1], to: "model.run/.last.safetensors.1x2y3z.tmp")
    #expect(descent(run + ["--resume"]).status == 0)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder("model.run"))
    #expect(names.sorted() == ["best.safetensors", "last.safetensors"])
  }

  @Test func `replacing the checkpoints of an earlier run is said`() throws {
    let folder = try TemporaryFolder()
    let run = arguments(folder, "model", epochs: 1) + ["--quiet"]
    #expect(descent(run).errors.isEmpty)
    #expect(descent(run).errors.contains("--resume would go on from it"))
  }
}
