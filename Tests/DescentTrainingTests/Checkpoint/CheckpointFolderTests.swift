import DescentCore
import Foundation
import TestSupport
import Testing

@testable import DescentTraining

struct CheckpointFolderTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private let contents = SafeTensors(tensors: ["w": NDArray([1.0, 2])], metadata: ["step": "5"])

  private func error(_ checkpoints: CheckpointFolder, _ name: CheckpointFolder.Name) -> String {
    let error = #expect(throws: DescentError.self) { try checkpoints.load(name) }
    return (error?.description ?? "").replacingOccurrences(of: folder.path, with: "T")
  }

  @Test func `saving creates the folder, and last and best are apart`() throws {
    let checkpoints = CheckpointFolder(folder("runs/first"))
    #expect(!checkpoints.contains(.last))
    try checkpoints.save(contents, as: .last)
    try checkpoints.save(SafeTensors(), as: .best)
    #expect(checkpoints.contains(.last))
    #expect(try checkpoints.load(.last) == contents)
    #expect(try checkpoints.load(.best) == SafeTensors())
    let names = try FileManager.default.contentsOfDirectory(atPath: folder("runs/first"))
    #expect(names.sorted() == ["best.safetensors", "last.safetensors"])
  }

  @Test func `a relative path stays relative`() {
    #expect(CheckpointFolder("runs/a").path(of: .last) == "runs/a/last.safetensors")
    #expect(CheckpointFolder("/runs/a/").path(of: .best) == "/runs/a/best.safetensors")
  }

  @Test func `there being nothing to resume is told with what is there`() throws {
    let expected = "expected a folder with last.safetensors of an earlier run, found"
    #expect(error(CheckpointFolder(folder("no")), .last).hasPrefix("T/no: \(expected) no such"))
    let here = CheckpointFolder(folder.path)
    #expect(error(here, .last).hasPrefix("T: \(expected) an empty folder"))
    try here.save(contents, as: .best)
    #expect(error(here, .last).hasPrefix("T: \(expected) a folder with best.safetensors"))
    let file = CheckpointFolder(here.path(of: .best))
    #expect(error(file, .last).contains("found an ordinary file"))
  }

  @Test func `a damaged file is told by its own name`() throws {
    try folder.write([1, 2, 3], to: "last.safetensors")
    #expect(
      error(CheckpointFolder(folder.path), .last)
        == "T/last.safetensors: expected a safetensors file, found a file of 3 bytes")
  }

  @Test func `a file in the folder's place is an error and stays`() throws {
    let path = try folder.write([1], to: "f")
    let error = #expect(throws: DescentError.self) {
      try CheckpointFolder(path).save(contents, as: .last)
    }
    #expect(error?.subject == path)
    #expect(error?.found == "an ordinary file")
    #expect(try folder.bytes(of: "f") == [1])
  }
}
