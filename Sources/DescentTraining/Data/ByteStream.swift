import DescentCore
import Foundation

/// The bytes of a file from front to back, a chunk at a time; gzip is unpacked on the way.
///
/// Gzip is recognized by its first two bytes, whatever the file is called.
final class ByteStream {
  /// The path as the user gave it, for messages.
  let path: String
  /// The size of the file as it lies on the disk; nil for pipes and the like.
  let fileSize: Int?
  /// Whether the file is packed, so that it yields more bytes than `fileSize`.
  var isCompressed: Bool { inflater != nil }

  private let file: ByteFile
  private let inflater: Inflater?
  private var pending: [UInt8]

  /// Opens the file and reads its first bytes.
  init(path: String) throws(DescentError) {
    self.path = path
    file = try ByteFile(path: path)
    fileSize = file.size
    let start = try file.next()
    if start.starts(with: [0x1F, 0x8B]) {
      inflater = try Inflater(input: start, from: file)
      pending = []
    } else {
      inflater = nil
      pending = start
    }
  }

  /// The next bytes; empty at the end, and only there.
  func next() throws(DescentError) -> [UInt8] {
    if !pending.isEmpty {
      defer { pending = [] }
      return pending
    }
    if let inflater { return try inflater.next() }
    return try file.next()
  }

  /// The next byte, which stays the next; nil at the end.
  func peek() throws(DescentError) -> UInt8? {
    if pending.isEmpty { pending = try next() }
    return pending.first
  }

  /// The next `count` bytes, or fewer at the end. What was read beyond them comes next.
  func prefix(_ count: Int) throws(DescentError) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count {
      let chunk = try next()
      if chunk.isEmpty { break }
      bytes += chunk
    }
    if bytes.count > count { pending = Array(bytes[count...]) }
    return Array(bytes.prefix(count))
  }
}

/// The bytes of a file as they lie on the disk, a chunk at a time.
final class ByteFile {
  let path: String
  /// The size of a regular file; nil for pipes and the like.
  let size: Int?
  private let handle: FileHandle
  private static let chunkSize = 1 << 18

  init(path: String) throws(DescentError) {
    self.path = path
    var isDirectory: ObjCBool = false
    let exists = unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
    guard exists else {
      throw DescentError(path, expected: "a file", found: "nothing of that name")
    }
    guard !isDirectory.boolValue else {
      throw DescentError(path, expected: "a file", found: "a folder")
    }
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw DescentError(path, expected: "a readable file", found: "one that cannot be opened")
    }
    self.handle = handle
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    let isRegular = attributes?[.type] as? FileAttributeType == .typeRegular
    size = isRegular ? (attributes?[.size] as? NSNumber)?.intValue : nil
  }

  /// The next bytes; empty at the end, and only there.
  func next() throws(DescentError) -> [UInt8] {
    do {
      return [UInt8](try handle.read(upToCount: Self.chunkSize) ?? Data())
    } catch {
      throw DescentError(
        path, expected: "a readable file", found: "an error: \(error.localizedDescription)")
    }
  }
}
