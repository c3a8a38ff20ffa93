import DescentCore
import DescentTraining
import TestSupport

/// Runs `body` with the path of a new folder that holds `files`, and removes it afterwards.
func withFiles<R>(_ files: [String: [UInt8]], _ body: (String) throws -> R) throws -> R {
  let folder = try TemporaryFolder()
  for (name, bytes) in files { try folder.write(bytes, to: name) }
  return try body(folder.path)
}

/// What `data.csv` with these bytes is read as.
func read(_ bytes: [UInt8], _ change: (inout DataOptions) -> Void = { _ in }) throws -> Dataset {
  var options = DataOptions()
  change(&options)
  return try withFiles(["data.csv": bytes]) { folder in
    try Dataset(csv: folder + "/data.csv", name: "data", options: options)
  }
}

/// What `data.csv` with this text is read as.
func read(_ text: String, _ change: (inout DataOptions) -> Void = { _ in }) throws -> Dataset {
  try read(Array(text.utf8), change)
}

/// The message of the error that `body` throws, without the folder; "none" if it throws none.
func message(files: [String: [UInt8]], _ body: (String) throws -> Void) throws -> String {
  try withFiles(files) { folder in
    do {
      try body(folder)
      return "none"
    } catch let error as DescentError {
      return error.description.replacing(folder + "/", with: "").replacing(folder, with: "FOLDER")
    }
  }
}

/// The message of the error that reading `data.csv` with this text throws.
func message(
  csv text: String, _ change: (inout DataOptions) -> Void = { _ in }
) throws -> String {
  var options = DataOptions()
  change(&options)
  return try message(files: ["data.csv": Array(text.utf8)]) { folder in
    _ = try Dataset(csv: folder + "/data.csv", options: options)
  }
}

/// `bytes` as a gzip file that stores them as they are (RFC 1951 section 3.2.4, RFC 1952).
func gzipped(_ bytes: [UInt8]) -> [UInt8] {
  var packed: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
  var rest = bytes[...]
  repeat {
    let block = rest.prefix(65535)
    rest = rest.dropFirst(65535)
    let size = UInt16(block.count)
    packed += [rest.isEmpty ? 1 : 0]
    packed += [size, ~size].flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] } + block
  } while !rest.isEmpty
  for word in [crc32(bytes), UInt32(truncatingIfNeeded: bytes.count)] {
    packed += bigEndian(word).reversed()
  }
  return packed
}

private func crc32(_ bytes: [UInt8]) -> UInt32 {
  ~bytes.reduce(UInt32.max) { crc, byte in
    (0..<8).reduce(crc ^ UInt32(byte)) { value, _ in
      value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1
    }
  }
}

func bigEndian(_ word: UInt32) -> [UInt8] {
  [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) }
}

/// An IDX file with this header and body.
func idx(_ magic: UInt32, _ sizes: [UInt32], _ body: [UInt8]) -> [UInt8] {
  ([magic] + sizes).flatMap(bigEndian) + body
}

extension Dataset {
  /// The classes of all rows, or none.
  var classes: [Int32] {
    if case .classes(let array, _)? = targets { array.scalars(as: Int32.self) } else { [] }
  }

  /// The target values of all rows, or none.
  var values: [Double] {
    if case .values(let array, _)? = targets { array.doubles } else { [] }
  }
}
