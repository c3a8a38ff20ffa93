public import DescentCore
import Foundation

/// The folder in which a run keeps its last and its best state, each in one safetensors file.
public struct CheckpointFolder: Hashable, Sendable {
  /// Which state of a run a file holds.
  public enum Name: String, Sendable, CaseIterable {
    /// The newest state, from which a run goes on.
    case last
    /// The state with the best validation result so far.
    case best
  }

  /// Where the folder is.
  public let path: String

  /// The folder at `path`, which need not exist yet.
  public init(_ path: String) { self.path = path }

  /// The file of `name`.
  public func path(of name: Name) -> String {
    URL(fileURLWithPath: path).appendingPathComponent("\(name.rawValue).safetensors").relativePath
  }

  /// Whether there is a file of `name`.
  public func contains(_ name: Name) -> Bool { FileKind(at: path(of: name)) != .missing }

  /// Replaces the file of `name`, as a whole or not at all; creates the folder if need be.
  public func save(_ contents: SafeTensors, as name: Name) throws(DescentError) {
    try create()
    try contents.write(to: path(of: name))
  }

  /// Reads the file of `name`.
  public func load(_ name: Name) throws(DescentError) -> SafeTensors {
    guard contains(name) else {
      throw DescentError(
        path, expected: "a folder with \(name.rawValue).safetensors of an earlier run",
        found: contents, advice: "a run that does not resume creates it")
    }
    return try SafeTensors(contentsOf: path(of: name))
  }

  /// Creates the folder, and those around it, unless it exists.
  public func create() throws(DescentError) {
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true)
    } catch {
      let kind = FileKind(at: path)
      throw DescentError(
        path, expected: "a folder that exists or can be created",
        found: kind == .missing ? "'\(error.localizedDescription)'" : kind.rawValue)
    }
  }

  /// Makes sure that the files of a run could be replaced, as far as that can be told.
  package func checkWritable() throws(DescentError) {
    for name in Name.allCases { try AtomicFile.checkWritable(path(of: name)) }
  }

  /// What lies at `path`, for an error.
  private var contents: String {
    let kind = FileKind(at: path)
    guard kind == .folder else { return kind == .missing ? "no such folder" : kind.rawValue }
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
      return "a folder that cannot be read"
    }
    let visible = names.filter { !$0.hasPrefix(".") }.sorted()
    if visible.isEmpty { return "an empty folder" }
    let shown = visible.prefix(3).joined(separator: ", ")
    return "a folder with " + shown + (visible.count > 3 ? ", …" : "")
  }
}
