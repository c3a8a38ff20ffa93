import Descent
import Foundation
import TestSupport
import Testing

@testable import DescentCommand

/// Bad input gives one sentence, exit code 2, and no file.
struct BadInputTests {
  /// Calls the command in a folder with `files`, and expects it to complain.
  private func expectComplaint(
    _ fragment: String, files: [String: [UInt8]] = [:],
    prepare: (TemporaryFolder) throws -> Void = { _ in },
    _ arguments: (TemporaryFolder) -> [String]
  ) throws {
    let folder = try TemporaryFolder()
    for (name, bytes) in files { try folder.write(bytes, to: name) }
    try prepare(folder)
    let before = try folder.names
    let call = descent(arguments(folder))
    #expect(call.status == 2)
    #expect(call.output.isEmpty)
    #expect(call.errors.hasPrefix("descent: ") && call.errors.count { $0 == "\n" } == 1)
    #expect(call.errors.contains(fragment), "\(call.errors)")
    #expect(try folder.names == before)
  }

  /// Trains on the first of `files`, in a folder with all of them, and expects a complaint.
  private func expectComplaint(
    _ fragment: String, training files: KeyValuePairs<String, [UInt8]>
  ) throws {
    let all = Dictionary(uniqueKeysWithValues: files.map { ($0.key, $0.value) })
    try expectComplaint(fragment, files: all) { folder in
      ["train", "--data", folder(files[0].key), "--output", folder("model")]
    }
  }

  @Test func `gzip that ends too soon`() throws {
    // A stored block of 100 bytes, of which 50 are there (RFC 1951 section 3.2.4).
    let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 1, 100, 0, 155, 255]
    let body = Array("1,2\n".utf8) + [UInt8](repeating: 0x31, count: 46)
    try expectComplaint("data.csv.gz", training: ["data.csv.gz": header + body])
  }

  @Test func `IDX with a wrong magic number`() throws {
    let labels: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 1, 7]
    try expectComplaint(
      "a-images-idx3-ubyte: expected an IDX file of images, which begins with 0x00000803, found "
        + "0x00000801", training: ["a-images-idx3-ubyte": labels, "a-labels-idx1-ubyte": labels])
  }

  @Test func `IDX with sizes that overflow`() throws {
    let sizes = [UInt8](repeating: 255, count: 12)
    try expectComplaint(
      "a-images-idx3-ubyte: expected sizes of real data, found 4294967295 x 4294967295 x 4294967295",
      training: [
        "a-images-idx3-ubyte": [0, 0, 8, 3] + sizes,
        "a-labels-idx1-ubyte": [0, 0, 8, 1, 0, 0, 0, 1, 7],
      ])
  }

  @Test func `text in a column of numbers, by row and column`() throws {
    try expectComplaint(
      "data.csv, line 3, column 2 'b': expected a number, found 'abc'",
      training: ["data.csv": Array("a,b,y\n1,2,3\n4,abc,6\n".utf8)])
  }

  @Test func `a missing value, by row and column`() throws {
    try expectComplaint(
      "data.csv, line 2, column 1 'a': expected a number, found a missing value",
      training: ["data.csv": Array("a,b,y\n,2,3\n4,5,6\n".utf8)])
  }

  @Test func `labels that the model does not know`() throws {
    let csv = "x,y\n" + (0..<40).map { "\($0),\($0 % 2)\n" }.joined()
    for command in ["evaluate", "train"] {
      try expectComplaint(
        "other.csv, line 3, column 2 'y': expected one of the classes 0, 1, found '5'",
        files: ["data.csv": Array(csv.utf8), "other.csv": Array("x,y\n1,0\n2,5\n".utf8)],
        prepare: { folder in
          let train = ["train", "--data", folder("data.csv"), "--epochs", "1"]
          #expect(descent(train + ["--output", folder("model")]).status == 0)
        },
        { folder in
          command == "evaluate"
            ? ["evaluate", "--model", folder("model"), "--data", folder("other.csv")]
            : ["train", "--data", folder("data.csv"), "--test", folder("other.csv")]
        })
    }
  }

  @Test func `an unknown optimizer, with the nearest name`() throws {
    try expectComplaint("found 'nestorov'; did you mean 'nesterov'?") { folder in
      ["train", "--optimizer", "nestorov", "--output", folder("model")]
    }
  }

  @Test func `an unknown setting, with the valid ones`() throws {
    try expectComplaint("expected one of beta1, beta2, epsilon, epsilon-root, found 'beta3'") {
      folder in
      ["train", "--set", "beta3=1", "--output", folder("model")]
    }
    try expectComplaint("beta1 of adam: expected a number in [0, 1), found '1.5'") { folder in
      ["train", "--set", "beta1=1.5", "--output", folder("model")]
    }
  }

  @Test(arguments: [
    (["--model", "mpl:3"], "did you mean 'mlp'?"), (["--model", "mlp:0"], "'mlp:0'"),
    (["--model", "mlp:1000000,1000000"], "expected at most 2147483647 parameters"),
    (["--schedule", "cosinus"], "did you mean 'cosine'?"), (["--data", "digit"], "'digits'"),
    (["--loss", "mse", "--label-smoothing", "0.1"], "--label-smoothing"),
    (["--loss", "bce"], "expected two classes"),
    (["--loss", "mse"], "expected numbers as targets"),
    (["--test", "nowhere.csv"], "nowhere.csv"),
  ])
  func `what does not fit together`(flags: [String], fragment: String) throws {
    try expectComplaint(fragment) { ["train", "--output", $0("model")] + flags }
  }

  @Test func `a model that is missing, a folder, a text or a stranger's`() throws {
    let models = ["missing": "No such file", ".": "a folder", "text": "text", "foreign": "format"]
    for (name, fragment) in models {
      try expectComplaint(
        fragment, files: ["text": Array("hello, this is no model at all".utf8)],
        prepare: { folder in
          try SafeTensors(tensors: ["w": NDArray([1.0])]).write(to: folder("foreign"))
        },
        { ["evaluate", "--model", $0(name), "--data", "digits"] })
    }
  }

  @Test func `a checkpoint that is missing or a stranger's`() throws {
    func arguments(_ folder: TemporaryFolder) -> [String] {
      ["train", "--output", folder("model"), "--checkpoint", folder("run"), "--resume", "--json"]
    }
    try expectComplaint("expected a folder with last.safetensors of an earlier run", arguments)
    try expectComplaint(
      "run/last.safetensors: expected a model that descent wrote",
      prepare: { folder in
        try FileManager.default.createDirectory(
          atPath: folder("run"), withIntermediateDirectories: true)
        try SafeTensors(tensors: ["w": NDArray([1.0])]).write(to: folder("run/last.safetensors"))
      }, arguments)
  }

  @Test func `data that are missing, or a folder without data`() throws {
    try expectComplaint("missing.csv: expected a file") { folder in
      ["train", "--data", folder("missing.csv"), "--output", folder("model")]
    }
    try expectComplaint("found a folder without them") { folder in
      ["train", "--data", folder.path, "--output", folder("model")]
    }
  }

  @Test func `output that is an input or a checkpoint`() throws {
    let csv = ["data.csv": Array("x,y\n1.5,2\n".utf8), "model": [1]]
    try expectComplaint("--output: expected another file than that of --data", files: csv) {
      ["train", "--data", $0("data.csv"), "--output", $0("./data.csv")]
    }
    try expectComplaint("--output: expected another file than that of --test", files: csv) {
      ["train", "--test", $0("data.csv"), "--output", $0("data.csv")]
    }
    try expectComplaint("--output: expected another file than that of --checkpoint") {
      ["train", "--checkpoint", $0.path, "--output", $0("last.safetensors")]
    }
    for (input, output) in [("--data", "data.csv"), ("--model", "model")] {
      try expectComplaint("--output: expected another file than that of \(input)", files: csv) {
        [
          "predict", "--data", $0("data.csv"), "--model", $0("model"), "--output", $0(output),
        ]
      }
    }
  }

  @Test(arguments: ["--data", "--output", "--checkpoint"])
  func `an empty value`(flag: String) throws {
    for arguments in [[flag, ""], ["\(flag)="]] {
      try expectComplaint("\(flag): expected a value, which must not be empty, found none") { _ in
        ["train"] + arguments
      }
    }
  }

  @Test func `classification of one class`() throws {
    try expectComplaint(
      "data.csv: expected at least two classes, found 1",
      training: ["data.csv": Array("x,y\n1,a\n2,a\n".utf8)])
    try expectComplaint(
      "expected at least two classes, found 1; if the targets are numbers, give --task regression",
      training: ["data.csv": Array("x,y\n1,5\n".utf8)])
  }

  @Test func `a folder of data sets that is missing`() throws {
    for command in ["train", "datasets"] {
      try expectComplaint("--data-dir: expected a folder, found no folder") { folder in
        let output = command == "train" ? ["--output", folder("model")] : []
        return [command, "--data-dir", folder("nowhere")] + output
      }
    }
  }

  @Test func `output that cannot be written`() throws {
    try expectComplaint("nowhere/model: expected a name in a folder") { folder in
      ["train", "--output", folder("nowhere/model")]
    }
    try expectComplaint("found a folder") { ["train", "--output", $0.path] }
    try expectComplaint("on creating it") {
      ["train", "--output", $0(String(repeating: "n", count: 250))]
    }
  }
}
