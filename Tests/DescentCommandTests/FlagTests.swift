import TestSupport
import Testing

@testable import DescentCommand

/// Every flag says what it takes when it is given something else, before anything is written.
struct FlagTests {
  @Test(arguments: [
    (["--quiet", "--json"], "--quiet: expected to be without --json, found both"),
    (["--resume"], "--resume: expected --checkpoint with it, found none"),
    (["--label", "9"], "--label: expected a CSV file to go with it, found the data set digits"),
    (["--header", "no"], "--header: expected a CSV file to go with it, found the data set digits"),
    (
      ["--seconds", "1", "--schedule", "cosine"],
      "schedule cosine: expected its steps, or a limit to the steps or epochs of the run, "
        + "found neither"
    ),
    (
      ["--loss", "huberr"],
      "loss: expected one of bce, bernoulli, focal, hinge, huber, log-cosh, mae, mse, pinball, "
        + "poisson, softmax, found 'huberr'; did you mean 'huber'?"
    ),
    (["--loss", "huber:delta=0"], "delta of huber: expected a number above 0, found '0'"),
    (["--loss", "mse:delta=1"], "setting of mse: expected none, found 'delta'"),
    (["--loss", "mae"], "digits: expected numbers as targets for the loss mae, found classes"),
    (["--loss", "focal"], "digits: expected two classes for the focal loss, gamma 2.0, found 10"),
    (
      ["--schedule", "constant:start=0.1"],
      "setting of schedule: expected warmup with start, found start alone"
    ),
  ])
  func `a flag that would be ignored is refused`(flags: [String], sentence: String) throws {
    let folder = try TemporaryFolder()
    let call = descent(["train", "--output", folder("model")] + flags)
    #expect(call.status == 2 && call.output.isEmpty)
    #expect(call.errors.hasPrefix("descent: \(sentence)\n"), "\(call.errors)")
    #expect(try folder.names.isEmpty)
  }

  @Test func `what the training data heed need not be of use for the test data`() throws {
    let folder = try TemporaryFolder()
    try folder.write((0..<40).map { "\($0 % 2),\(99 * ($0 % 2)),7\n" }.joined(), to: "train.csv")
    let images = try folder.write(
      [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 99, 7], to: "images-idx3-ubyte")
    try folder.write([0, 0, 8, 1, 0, 0, 0, 1, 1], to: "labels-idx1-ubyte")
    let call = descent(
      "train", "--data", folder("train.csv"), "--label", "0", "--header", "no", "--task",
      "classification", "--test", images, "--quiet", "--output", folder("model"))
    #expect(call.status == 0 && call.errors.isEmpty, "\(call.errors)")
    let evaluation = ["evaluate", "--model", folder("model"), "--data", images]
    #expect(descent(evaluation).status == 0)
    #expect(descent(evaluation + ["--label", "0"]).errors.hasPrefix("descent: --label: expected"))
  }

  @Test func `where no step limit is known the usual schedule is constant`() throws {
    let folder = try TemporaryFolder()
    let call = descent("train", "--seconds", "0.01", "--output", folder("model"))
    #expect(call.status == 0 && !call.output.contains("cosine"), "\(call.errors)")
  }

  @Test(arguments: [
    ("--epochs", "0", "a whole number of at least 1"),
    ("--steps", "-5", "a whole number of at least 1"),
    ("--seconds", "0", "a number above 0"),
    ("--target-loss", "low", "a number"),
    ("--patience", "1.5", "a whole number of at least 1"),
    ("--batch-size", "0", "a whole number of at least 1, or all"),
    ("--seed", "-1", "a whole number from 0 to 2^64 - 1"),
    ("--threads", "0", "a whole number from 1 to 256"),
    ("--precision", "float16", "one of float32, float64"),
    ("--learning-rate", "-0.1", "a number above 0"),
    ("--learning-rate", "nan", "a number above 0"),
    ("--weight-decay", "-1", "a number of at least 0"),
    ("--l1", "x", "a number of at least 0"),
    ("--l2", "inf", "a number of at least 0"),
    ("--clip-value", "0", "a number above 0"),
    ("--clip-norm", "-1", "a number above 0"),
    ("--validation", "1", "a number between 0 and 1"),
    ("--validation", "0", "a number between 0 and 1"),
    ("--label-smoothing", "1", "a number from 0 to below 1"),
    ("--task", "regresion", "one of classification, regression"),
    ("--header", "maybe", "one of yes, no, auto"),
    ("--checkpoint-every", "0", "a whole number of at least 1"),
  ])
  func `a flag names itself, what it takes and what was found`(
    flag: String, value: String, expected: String
  ) throws {
    let folder = try TemporaryFolder()
    let call = descent("train", "--output", folder("model"), flag, value)
    #expect(call.status == 2 && call.output.isEmpty)
    let start = "descent: The value '\(value)' is invalid for '\(flag) <"
    #expect(call.errors.hasPrefix(start), "\(call.errors)")
    #expect(call.errors.contains(">': expected \(expected)\n"), "\(call.errors)")
    #expect(try folder.names.isEmpty)
  }
}
