import DescentCore
import Foundation
import TestSupport
import Testing

@testable import DescentTraining

struct AtomicFileTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func storage(_ text: String) -> Storage { Storage(Array(text.utf8)) }

  @Test func `chunks are written one after the other and nothing else is left`() throws {
    try AtomicFile.write([storage("ab"), storage(""), storage("c")], to: folder("f"))
    #expect(try folder.bytes(of: "f") == Array("abc".utf8))
    #expect(try folder.names == ["f"])
  }

  @Test func `no chunks make an empty file`() throws {
    try AtomicFile.write([], to: folder("f"))
    #expect(try folder.bytes(of: "f").isEmpty)
  }

  @Test func `an old file is replaced and keeps its permissions`() throws {
    try folder.write(Array("a longer old text".utf8), to: "f")
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: folder("f"))
    try AtomicFile.write([storage("new")], to: folder("f"))
    #expect(try folder.bytes(of: "f") == Array("new".utf8))
    let attributes = try FileManager.default.attributesOfItem(atPath: folder("f"))
    #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o640)
  }

  @Test func `a write that fails midway leaves the old file and no other`() throws {
    try folder.write(Array("old".utf8), to: "f")
    let failure = DescentError("f", expected: "space", found: "none")
    #expect(throws: failure) {
      try AtomicFile.write(to: folder("f")) { (file) throws(DescentError) in
        try file.append("half of the new")
        #expect((try? folder.names.count) == 2)
        throw failure
      }
    }
    #expect(try folder.bytes(of: "f") == Array("old".utf8))
    #expect(try folder.names == ["f"])
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func `a full disk is an error with the system's reason`() throws {
    let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
    let file = OutputFile(descriptor: full.fileDescriptor, path: "weights")
    let error = #expect(throws: DescentError.self) { try file.append("text") }
    #expect(error?.subject == "weights")
    #expect(error?.found == "'No space left on device' on writing")
  }

  @Test func `what killed processes left is removed, and nothing else`() throws {
    let others = [".f.tmp", ".f.X.tmp", ".f.1.2.tmp", ".g.1.tmp", "f.1.tmp"]
    for name in others + [".f.0az.tmp"] { try folder.write([], to: name) }
    try AtomicFile.checkWritable(folder("f"))
    #expect(try folder.names == others.sorted())
  }

  @Test func `a file that is being written is no remainder`() throws {
    try AtomicFile.write(to: folder("f")) { (file) throws(DescentError) in
      try AtomicFile.checkWritable(folder("f"))
      try file.append("text")
    }
    #expect(try folder.bytes(of: "f") == Array("text".utf8))
    #expect(try folder.names == ["f"])
  }

  @Test func `a name that the file system refuses is found out before`() throws {
    let error = #expect(throws: DescentError.self) {
      try AtomicFile.checkWritable(folder(String(repeating: "n", count: 250)))
    }
    #expect(error?.found == "'File name too long' on creating it")
    #expect(try folder.names.isEmpty)
  }

  @Test func `a missing folder is an error with the path and the system's reason`() throws {
    let path = folder("missing/f")
    let error = #expect(throws: DescentError.self) { try AtomicFile.write([], to: path) }
    #expect(error?.subject == path)
    #expect(error?.found == "'No such file or directory' on creating it")
  }

  @Test(.enabled(if: geteuid() != 0))
  func `a folder without permission is an error and stays as it was`() throws {
    try folder.write(Array("old".utf8), to: "f")
    try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: folder.path)
    let error = #expect(throws: DescentError.self) { try AtomicFile.write([], to: folder("f")) }
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder.path)
    #expect(error?.found == "'Permission denied' on creating it")
    #expect(try folder.bytes(of: "f") == Array("old".utf8))
  }

  @Test func `a folder and a device are not replaced`() throws {
    let error = #expect(throws: DescentError.self) { try AtomicFile.write([], to: folder.path) }
    #expect(error?.found == "a folder")
    let other = #expect(throws: DescentError.self) { try AtomicFile.write([], to: "/dev/null") }
    #expect(other?.found == "a device or a pipe")
  }

  @Test func `a symbolic link is followed and stays a link`() throws {
    try folder.write(Array("old".utf8), to: "f")
    try FileManager.default.createSymbolicLink(
      atPath: folder("link"), withDestinationPath: folder("f"))
    try AtomicFile.write([storage("new")], to: folder("link"))
    #expect(try folder.bytes(of: "f") == Array("new".utf8))
    let target = try FileManager.default.destinationOfSymbolicLink(atPath: folder("link"))
    #expect(target == folder("f"))
  }

  @Test func `a symbolic link to nothing is told and stays`() throws {
    try FileManager.default.createSymbolicLink(
      atPath: folder("link"), withDestinationPath: folder("missing"))
    let error = #expect(throws: DescentError.self) { try AtomicFile.write([], to: folder("link")) }
    #expect(error?.found == "a symbolic link to nothing")
    #expect(try folder.names == ["link"])
  }
}
