import Foundation
import TestSupport
import Testing

@testable import DescentCommand

struct PredictTests {
  @Test func `classes come with the probability of each`() throws {
    let folder = try TemporaryFolder()
    #expect(descent("train", "--epochs", "20", "--output", folder("model")).status == 0)
    let call = descent(
      "predict", "--model", folder("model"), "--data", "digits", "--output", folder("out.csv"))
    #expect(call.status == 0 && call.output.isEmpty)
    let text = String(decoding: try folder.bytes(of: "out.csv"), as: UTF8.self)
    let lines = text.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
    #expect(lines[0] == ["row", "prediction"] + (0...9).map { "p_\($0)" })
    #expect(lines.count == 360 && lines.allSatisfy { $0.count == 12 })
    for (index, line) in lines.dropFirst().enumerated() {
      let probabilities = line.dropFirst(2).compactMap(Double.init)
      #expect(line[0] == "\(index + 1)")
      #expect(abs(probabilities.reduce(0, +) - 1) < 1e-5)
      #expect(line[1] == "\(try #require(probabilities.firstIndex(of: probabilities.max() ?? 0)))")
    }
    let printed = descent("predict", "--model", folder("model"), "--data", "digits")
    #expect(printed.output == text)
  }

  @Test func `columns are found by name, and the label may be there or not`() throws {
    let folder = try TemporaryFolder()
    try folder.write(lineCSV, to: "line.csv")
    let trained = descent(
      "train", "--data", folder("line.csv"), "--standardize", "--optimizer", "momentum", "--epochs",
      "300", "--output", folder("model"))
    #expect(trained.status == 0)
    for text in ["x\n10\n", "other,x\n7,10\n", "y,x\nunknown,10\n", "10\n", "10,0\n"] {
      try folder.write(text, to: "new.csv")
      let call = descent("predict", "--model", folder("model"), "--data", folder("new.csv"))
      let found = try #require(call.output.firstMatch(of: /^row,y\n1,(.*)\n$/), "\(call.errors)")
      #expect(abs(try #require(Double(found.output.1)) - 19) < 0.01)
    }
  }

  @Test func `a model with one output gives both probabilities, names quoted`() throws {
    let folder = try TemporaryFolder()
    let rows = (0..<20).map { "\($0),\($0 < 10 ? "a" : "\"b,\"\"c\"")\n" }.joined()
    try folder.write("x,class\n" + rows, to: "two.csv")
    let trained = descent(
      "train", "--data", folder("two.csv"), "--loss", "bce", "--model", "linear", "--standardize",
      "--learning-rate", "0.1", "--epochs", "100", "--output", folder("model"))
    #expect(trained.status == 0, "\(trained.errors)")
    try folder.write("x\n0\n19\n", to: "new.csv")
    let call = descent("predict", "--model", folder("model"), "--data", folder("new.csv"))
    let lines = call.output.split(separator: "\n")
    #expect(lines[0] == "row,prediction,p_a,\"p_b,\"\"c\"")
    #expect(lines[1].hasPrefix("1,a,") && lines[2].hasPrefix("2,\"b,\"\"c\","))
    for line in lines.dropFirst() {
      let probabilities = line.split(separator: ",").suffix(2).compactMap { Double($0) }
      #expect(abs(probabilities.reduce(0, +) - 1) < 1e-6 && (probabilities.max() ?? 0) > 0.9)
    }
  }

  @Test func `images are read from IDX files, without labels beside them`() throws {
    let folder = try TemporaryFolder()
    let (images, labels) = (folder("t-images-idx3-ubyte"), folder("t-labels-idx1-ubyte"))
    let pixels = (0..<40).flatMap { row in [UInt8](repeating: row % 2 == 0 ? 0 : 200, count: 4) }
    try folder.write(
      [0, 0, 8, 3, 0, 0, 0, 40, 0, 0, 0, 2, 0, 0, 0, 2] + pixels, to: "t-images-idx3-ubyte")
    try folder.write(
      [0, 0, 8, 1, 0, 0, 0, 40] + (0..<40).map { $0 % 2 }, to: "t-labels-idx1-ubyte")
    let trained = descent(
      "train", "--data", images, "--epochs", "30", "--learning-rate", "0.01", "--output",
      folder("model"))
    #expect(trained.status == 0, "\(trained.errors)")
    try FileManager.default.removeItem(atPath: labels)
    let call = descent("predict", "--model", folder("model"), "--data", images)
    let guesses = call.output.split(separator: "\n").dropFirst().map { $0.split(separator: ",")[1] }
    #expect(guesses == (0..<40).map { "\($0 % 2)" })
  }
}
