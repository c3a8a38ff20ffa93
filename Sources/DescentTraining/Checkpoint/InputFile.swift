import DescentCore
import Foundation

/// A file that is read from its beginning to its end.
struct InputFile {
  let path: String
  let byteCount: Int
  private let handle: FileHandle

  /// Opens the ordinary file at `path`.
  init(_ path: String, expected: String) throws(DescentError) {
    let kind = FileKind(at: path)
    // A missing file goes on to `open`, which knows whether a permission hides it.
    guard kind == .regular || kind == .missing else {
      throw DescentError(path, expected: expected, found: kind.rawValue)
    }
    let descriptor = try openForReading(path, expected: expected)
    handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    self.path = path
    do {
      byteCount = Int(clamping: try handle.seekToEnd())
      try handle.seek(toOffset: 0)
    } catch {
      throw DescentError(path, expected: expected, found: error.localizedDescription)
    }
  }

  /// The next `count` bytes.
  func read(_ count: Int) throws(DescentError) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count {
      let piece: Data?
      do {
        piece = try handle.read(upToCount: count - bytes.count)
      } catch {
        throw DescentError(path, expected: "a readable file", found: error.localizedDescription)
      }
      guard let piece, !piece.isEmpty else {
        throw DescentError(
          path, expected: "\(byteCount) bytes", found: "the end of a file that shrank meanwhile")
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
