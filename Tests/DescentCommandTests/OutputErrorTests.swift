import Foundation
import TestSupport
import Testing

@testable import DescentCommand

/// What cannot be printed is an error, unless nobody reads it any more.
struct OutputErrorTests {
  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func `a full disk is told and fails`() throws {
    let folder = try TemporaryFolder()
    #expect(descent("train", "--epochs", "1", "--output", folder("model")).status == 0)
    let flags = ["--data", "digits", "--model", folder("model")]
    for arguments in [
      ["predict", "--output", "-"] + flags, ["evaluate", "--json"] + flags, ["datasets", "--json"],
      ["--help"],
    ] {
      let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
      let call = try Executable(arguments, in: folder.path, sink: full).finish()
      #expect(call.status == 2)
      #expect(
        call.errors == "descent: standard output: expected a file that can be written, found "
          + "'No space left on device' on writing\n")
    }
  }

  @Test func `a reader that went away is no error`() throws {
    let folder = try TemporaryFolder()
    let pipe = Pipe()
    try pipe.fileHandleForReading.close()
    let run = try Executable(
      ["datasets"], in: folder.path, sink: pipe.fileHandleForWriting)
    let call = try run.finish()
    #expect(call.status == 0 && call.errors.isEmpty, "\(call.errors)")
  }
}
