import Foundation
import Testing

/// The command as a process of its own.
final class Executable {
  let process = Process()
  private let output = Pipe()
  private let errors = Pipe()

  /// Starts the command that was built beside the tests.
  init(_ arguments: [String], in folder: String) throws {
    let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }
    let folderOfProducts = bundle?.bundleURL.deletingLastPathComponent() ?? Bundle.main.bundleURL
    let url = folderOfProducts.appending(path: "descent")
    try #require(FileManager.default.isExecutableFile(atPath: url.path), "no \(url.path)")
    process.executableURL = url
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: folder)
    process.standardOutput = output
    process.standardError = errors
    process.standardInput = FileHandle.nullDevice
    try process.run()
  }

  /// Waits until something was printed on standard output.
  func waitForOutput() { _ = output.fileHandleForReading.availableData }

  /// Waits for the end; what was waited for before is not in the output.
  func finish() throws -> Call {
    let printed = try output.fileHandleForReading.readToEnd() ?? Data()
    let complaints = try errors.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return Call(
      status: process.terminationStatus, output: String(decoding: printed, as: UTF8.self),
      errors: String(decoding: complaints, as: UTF8.self))
  }
}
