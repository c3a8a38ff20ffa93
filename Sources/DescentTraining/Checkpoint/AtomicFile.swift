package import DescentCore
import Foundation

/// Replaces a file as a whole or not at all.
///
/// The bytes go to a hidden new file in the same folder and are flushed to the disk; only then
/// does that file take the target's name, in one step, and the folder is flushed. Whoever opens
/// the target, also after a crash, finds the old bytes or the new ones and never a mixture. A
/// process that is killed while it writes may leave its hidden `.NAME.….tmp` behind, which
/// `checkWritable` removes. Files that are being written are locked, so that it knows them.
package enum AtomicFile {
  /// Writes to `path` what `body` appends.
  ///
  /// A symbolic link is followed; the permissions of a replaced file are kept.
  ///
  /// - Throws: What `body` throws, or the system's reason. The hidden file is then gone and the
  ///   old file untouched, except where flushing the folder failed: the new file is then in
  ///   place, but might not survive a power failure.
  package static func write(
    to path: String, _ body: (OutputFile) throws(DescentError) -> Void
  ) throws(DescentError) {
    let target = try target(of: path)
    let folder = target.deletingLastPathComponent()
    let (temporary, descriptor) = try create(for: target, path)
    defer { close(descriptor) }
    do throws(DescentError) {
      if let permissions = permissions(of: target.path) { fchmod(descriptor, permissions) }
      try body(OutputFile(descriptor: descriptor, path: path))
      guard fsync(descriptor) == 0 else { throw systemError(errno, path, "on flushing") }
      guard unsafe rename(temporary, target.path) == 0 else {
        throw systemError(errno, path, "on renaming")
      }
    } catch {
      _ = unsafe unlink(temporary)
      throw error
    }
    try flush(folder: folder.path, for: path)
  }

  /// Makes sure that `write` could replace the file at `path`, as far as that can be told, and
  /// removes the hidden files that killed processes left beside it.
  package static func checkWritable(_ path: String) throws(DescentError) {
    let target = try target(of: path)
    let folder = target.deletingLastPathComponent().path
    let folderKind = FileKind(at: folder)
    guard folderKind == .folder, FileManager.default.isWritableFile(atPath: folder) else {
      throw DescentError(
        path, expected: "a name in a folder that can be written to",
        found: folderKind == .missing ? "no folder \(folder)" : "\(folder), which cannot")
    }
    removeRemains(of: target)
    // Some folders show only so that they take no new file, or none of that name.
    let (temporary, descriptor) = try create(for: target, path)
    _ = unsafe unlink(temporary)
    close(descriptor)
  }

  /// Removes the hidden files of `target` that nobody has locked: their writers are dead.
  private static func removeRemains(of target: URL) {
    let folder = target.deletingLastPathComponent()
    let start = ".\(target.lastPathComponent)."
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    for name in names where name.hasPrefix(start) {
      guard name.dropFirst(start.count).wholeMatch(of: /[0-9a-z]{1,13}\.tmp/) != nil else {
        continue
      }
      let path = folder.appendingPathComponent(name).path
      let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
      guard descriptor >= 0 else { continue }
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { _ = unsafe unlink(path) }
      close(descriptor)
    }
  }

  /// Writes `chunks`, one after the other, to `path`.
  package static func write(
    _ chunks: some Sequence<Storage>, to path: String
  ) throws(DescentError) {
    try write(to: path) { (file) throws(DescentError) in
      for chunk in chunks { try file.append(chunk) }
    }
  }

  /// The file that `path` means, links followed; it need not exist.
  private static func target(of path: String) throws(DescentError) -> URL {
    let target = URL(fileURLWithPath: path).resolvingSymlinksInPath()
    let kind = FileKind(at: target.path)
    guard kind == .regular || kind == .missing else {
      throw DescentError(
        path, expected: "the name of a new or an ordinary file", found: kind.rawValue)
    }
    return target
  }

  /// The permission bits of the file at `path`, if there is one.
  private static func permissions(of path: String) -> mode_t? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return (attributes?[.posixPermissions] as? NSNumber).map { mode_t($0.uint16Value) }
  }

  /// A new hidden file beside `target`, locked as long as it is open.
  private static func create(
    for target: URL, _ path: String
  ) throws(DescentError) -> (temporary: String, descriptor: Int32) {
    while true {
      let suffix = String(UInt64.random(in: .min ... .max), radix: 36)
      let temporary = target.deletingLastPathComponent()
        .appendingPathComponent(".\(target.lastPathComponent).\(suffix).tmp").path
      let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else { throw systemError(errno, path, "on creating it") }
      // A file system without locks is let be: no file is taken for a remainder there.
      flock(descriptor, LOCK_EX)
      // Before it was locked, another process may have taken it for a remainder.
      if unsafe access(temporary, F_OK) == 0 { return (temporary, descriptor) }
      close(descriptor)
    }
  }

  /// Makes the new name durable; a folder that cannot be opened or flushed by its nature is let
  /// be, since some file systems and permissions offer no way.
  private static func flush(folder: String, for path: String) throws(DescentError) {
    let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    if fsync(descriptor) != 0, errno != EINVAL, errno != ENOTSUP {
      throw systemError(errno, path, "on flushing its folder")
    }
  }
}

/// A file that is being written.
package struct OutputFile: Sendable {
  let descriptor: Int32
  /// The name that errors give.
  let path: String
  /// Whether it is no error that nobody reads any more.
  var mayLackReader = false

  /// What the process prints. A reader that went away is no reason to lose a run.
  package static let standardOutput = OutputFile(
    descriptor: STDOUT_FILENO, path: "standard output", mayLackReader: true)
  /// Where the process complains.
  package static let standardError = OutputFile(
    descriptor: STDERR_FILENO, path: "standard error", mayLackReader: true)

  /// Writes the bytes of `storage` after what was written before.
  package func append(_ storage: Storage) throws(DescentError) {
    try unsafe storage.withBytes { (bytes) throws(DescentError) in
      var rest = unsafe bytes[...]
      while unsafe !rest.isEmpty {
        // Some systems refuse more than 2³¹ − 1 bytes at once.
        let piece = unsafe UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
        let written = unsafe Foundation.write(descriptor, piece.baseAddress, piece.count)
        if written < 0 && errno == EINTR { continue }
        if written < 0 && errno == EPIPE && mayLackReader { return }
        guard written > 0 else { throw systemError(errno, path, "on writing") }
        unsafe rest = rest.dropFirst(written)
      }
    }
  }

  /// Writes the UTF-8 bytes of `text` after what was written before.
  package func append(_ text: String) throws(DescentError) {
    try append(Storage(Array(text.utf8)))
  }
}

/// The descriptor of `path`, opened for reading.
func openForReading(_ path: String, expected: String) throws(DescentError) -> Int32 {
  let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else {
    throw systemError(errno, path, "on opening it", expected: expected)
  }
  return descriptor
}

private func systemError(
  _ code: Int32, _ path: String, _ moment: String, expected: String = "a file that can be written"
) -> DescentError {
  let reason = unsafe String(cString: strerror(code))
  return DescentError(path, expected: expected, found: "'\(reason)' \(moment)")
}
