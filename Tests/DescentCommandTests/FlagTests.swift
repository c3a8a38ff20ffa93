import TestSupport
import Testing

@testable import DescentCommand

/// Every flag says what it takes when it is given something else, before anything is written.
struct FlagTests {
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
    ("--loss", "mae", "one of mse, bce, softmax"),
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
