import DescentCore
import Foundation

/// A file that is read from its beginning to its end.
struct InputFile {
  /// The path as the user gave it, for messages.
  let path: String
  /// The size of an ordinary file; nil for pipes and the like.
  let size: Int?
  private let handle: FileHandle
  private static let chunkSize = 1 << 18

  /// Opens what is at `path`: an ordinary file, or one of the other `kinds`.
  init(
    _ path: String, expected: String = "a file", or kinds: Set<FileKind> = []
  ) throws(DescentError) {
    let kind = FileKind(at: path)
    // A missing file goes on to `open`, which knows whether a permission hides it.
    guard kind == .regular || kind == .missing || kinds.contains(kind) else {
      throw DescentError(path, expected: expected, found: kind.rawValue)
    }
    let descriptor = try openForReading(path, expected: expected)
    handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    self.path = path
    guard kind == .regular else {
      size = nil
      return
    }
    do {
      size = Int(clamping: try handle.seekToEnd())
      try handle.seek(toOffset: 0)
    } catch {
      throw DescentError(path, expected: expected, found: error.localizedDescription)
    }
  }

  /// The next bytes, as many as come at once but no more than `limit`; empty at the end.
  func next(atMost limit: Int = chunkSize) throws(DescentError) -> [UInt8] {
    do {
      return [UInt8](try handle.read(upToCount: limit) ?? Data())
    } catch {
      throw DescentError(path, expected: "a readable file", found: error.localizedDescription)
    }
  }

  /// The next `count` bytes.
  func read(_ count: Int) throws(DescentError) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count {
      let piece = try next(atMost: count - bytes.count)
      guard !piece.isEmpty else {
        throw DescentError(
          path, expected: "\(count) more bytes", found: "the end of a file that shrank meanwhile")
      }
      bytes += piece
    }
    return bytes
  }

  /// The next `count` bytes as a block of memory; beside it only a small piece is held.
  func readStorage(_ count: Int) throws(DescentError) -> Storage {
    let storage = Storage(byteCount: count)
    var position = 0
    while position < count {
      let piece = Storage(try read(min(count - position, 1 << 22)))
      storage.copyBytes(from: piece, at: 0, to: position, count: piece.byteCount)
      position += piece.byteCount
    }
    return storage
  }
}
