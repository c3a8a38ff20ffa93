import Foundation
import TestSupport
import Testing

@testable import DescentCommand

struct MinimizeTraceTests {
  private let square = ["minimize", "theta^2", "--start", "theta=1", "--optimizer"]

  private func trace(
    _ arguments: [String], status: Int32 = 0
  ) throws -> [[String: Any]] {
    let folder = try TemporaryFolder()
    let call = descent(arguments + ["--trace", folder("t.jsonl")])
    #expect(call.status == status, "\(call.errors)")
    return try String(decoding: folder.bytes(of: "t.jsonl"), as: UTF8.self)
      .split(separator: "\n").map {
        try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
      }
  }

  @Test func `a trace has every step with all digits`() throws {
    let lines = try trace(
      square + [
        "gradient-descent", "--learning-rate", "0.1", "--steps", "100", "--gradient-tolerance", "0",
      ])
    #expect(lines.map { $0["step"] as? Int } == (0...100).map { $0 })
    for (step, line) in lines.enumerated() {
      #expect(Set(line.keys) == ["step", "value", "gradientNorm", "learningRate", "point"])
      let theta = try #require((line["point"] as? [String: Double])?["theta"])
      #expect(abs(theta - pow(0.8, Double(step))) < 1e-12)
      // The reader of this JSON may be off in the last digit.
      let (value, norm) = (line["value"] as? Double ?? 0, line["gradientNorm"] as? Double ?? 0)
      #expect(abs(value / (theta * theta) - 1) < 1e-14 && abs(norm / abs(2 * theta) - 1) < 1e-14)
      #expect(line["learningRate"] as? Double == 0.1)
    }
  }

  @Test func `a search that diverges leaves the steps that made sense`() throws {
    let lines = try trace(square + ["sgd", "--learning-rate", "1e60"], status: 1)
    #expect(lines.count == 3)
    #expect(lines.allSatisfy { $0["value"] is Double && $0["point"] is [String: Double] })
  }

  @Test func `several searches are traced one after the other, by name`() throws {
    let lines = try trace(
      square + ["sgd,newton,adam", "--steps", "7", "--gradient-tolerance", "0"])
    #expect(lines.map { $0["step"] as? Int } == (0..<24).map { $0 % 8 })
    #expect(
      lines.map { $0["optimizer"] as? String }
        == ["sgd", "newton", "adam"].flatMap { [String](repeating: $0, count: 8) })
  }

  @Test func `a long trace is whole`() throws {
    let lines = try trace(
      square + ["sgd", "--learning-rate", "1e-6", "--steps", "5000", "--gradient-tolerance", "0"])
    #expect(lines.count == 5001)
  }

  @Test func `a search that cannot begin leaves no file, and what was there`() throws {
    let folder = try TemporaryFolder()
    let arguments = [
      "minimize", "log(x) + y", "--start", "x=-1", "y=1", "--trace", folder("t.jsonl"), "--plot",
      folder("p.svg"),
    ]
    #expect(descent(arguments).status == 2)
    #expect(try folder.names.isEmpty)
    try folder.write("earlier", to: "t.jsonl")
    #expect(descent(arguments).status == 2)
    #expect(try folder.names == ["t.jsonl"] && folder.bytes(of: "t.jsonl") == Array("earlier".utf8))
  }
}
