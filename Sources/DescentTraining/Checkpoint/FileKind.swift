import Foundation

/// What the file system holds under a name.
enum FileKind: String {
  case regular = "an ordinary file"
  case folder = "a folder"
  case brokenLink = "a symbolic link to nothing"
  case device = "a device or a pipe"
  case missing = "no such file"

  /// What `path` is, links followed.
  init(at path: String) {
    let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    let attributes = try? FileManager.default.attributesOfItem(atPath: resolved)
    switch attributes?[.type] as? FileAttributeType {
    case nil: self = .missing
    case .typeRegular: self = .regular
    case .typeDirectory: self = .folder
    case .typeSymbolicLink:
      // /dev/stdin of a pipe is a link that has no path to follow, and yet can be opened.
      let canBeOpened = FileManager.default.fileExists(atPath: path)
      self = canBeOpened ? .device : .brokenLink
    default: self = .device
    }
  }
}

/// What a file looks like, judged by its first bytes; nil when they are nothing well known.
///
/// For messages only: a user who gives the wrong file is told which file it is.
func fileFormat(startingWith bytes: some Sequence<UInt8>) -> String? {
  let bytes = Array(bytes)
  let known = signatures.first { bytes.starts(with: $0.bytes) }
  if let known { return known.format }
  let isText = bytes.allSatisfy { $0 >= 0x20 && $0 < 0x7f || $0 >= 0x09 && $0 <= 0x0d }
  return isText && !bytes.isEmpty ? "a text file" : nil
}

private let signatures: [(bytes: [UInt8], format: String)] = [
  ([0x1f, 0x8b], "a gzip file"),
  (Array("PK\u{3}\u{4}".utf8), "a zip file, as PyTorch's torch.save and NumPy's savez write"),
  ([0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46], "a PyTorch file of the format before 1.6"),
  ([0x80, 0x02], "a Python pickle, as PyTorch files are"),
  ([0x80, 0x03], "a Python pickle, as PyTorch files are"),
  ([0x80, 0x04], "a Python pickle, as PyTorch files are"),
  ([0x80, 0x05], "a Python pickle, as PyTorch files are"),
  ([0x93] + Array("NUMPY".utf8), "a NumPy array file"),
  ([0x89] + Array("HDF\r\n".utf8), "an HDF5 file"),
  ([0x28, 0xb5, 0x2f, 0xfd], "a Zstandard file"),
  (Array("GGUF".utf8), "a GGUF file"),
  (Array("version https://git-lfs".utf8), "a Git LFS pointer, not the file it stands for"),
  (Array("<!DOCTYPE html".utf8), "a web page"),
  (Array("<html".utf8), "a web page"),
]
