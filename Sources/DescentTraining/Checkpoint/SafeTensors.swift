public import DescentCore

/// Named arrays and texts: the contents of a safetensors file.
///
/// The format (huggingface/safetensors, as of version 0.8) is
///
///     8 bytes    n, little-endian
///     n bytes    JSON {"__metadata__": {…}, name: {"dtype", "shape", "data_offsets": [begin, end]}, …}
///     the rest   the arrays' bytes, little-endian, row-major, without gaps
///
/// The JSON is padded with spaces so that the data begin at a multiple of 8 bytes, and the arrays
/// stand by type (F64, F32, I32, U8, BOOL), then by the bytes of their names: as the reference
/// implementation does it, and every array is aligned to its scalars. The same contents always
/// give the same bytes.
///
/// The other types of the format (F16, BF16, I64, …) are refused, not converted. A name that
/// occurs twice in a header is found only if it leaves some of the data without an owner.
public struct SafeTensors: Hashable, Sendable {
  /// The arrays by name.
  public var tensors: [String: NDArray]
  /// The texts by name.
  public var metadata: [String: String]

  /// Contents for a file.
  public init(tensors: [String: NDArray] = [:], metadata: [String: String] = [:]) {
    self.tensors = tensors
    self.metadata = metadata
  }

  /// Reads the file at `path`.
  ///
  /// - Throws: If the file cannot be read or departs from the format in any way; no file, however
  ///   damaged, stops the program.
  public init(contentsOf path: String) throws(DescentError) {
    let file = try InputFile(path, expected: "a safetensors file")
    let header = try SafeTensorsHeader(reading: file)
    self.init(metadata: header.metadata)
    for entry in header.entries {
      let storage = try file.readStorage(entry.offsets.count)
      if entry.dtype == .bool { try Self.checkBooleans(storage, of: entry.name, in: path) }
      tensors[entry.name] = NDArray(dtype: entry.dtype, shape: entry.shape, storage: storage)
    }
  }

  /// Replaces the file at `path`, as a whole or not at all.
  ///
  /// - Throws: If the file cannot be written, the old file being left as it was, or if an array
  ///   bears the reserved name `__metadata__`.
  public func write(to path: String) throws(DescentError) {
    let header = SafeTensorsHeader(describing: self)
    let start = try header.encoded(for: path)
    let arrays = header.entries.lazy.compactMap { tensors[$0.name]?.storage }
    try AtomicFile.write(to: path) { (file) throws(DescentError) in
      try file.append(Storage(start))
      for array in arrays { try file.append(array) }
    }
  }

  /// A byte other than 0 and 1 is no `Bool`, and reading it as one would be undefined.
  private static func checkBooleans(
    _ storage: Storage, of name: String, in path: String
  ) throws(DescentError) {
    let bytes = storage.scalars(UInt8.self, count: storage.byteCount)
    guard let wrong = bytes.first(where: { $0 > 1 }) else { return }
    throw DescentError(
      "\(path), tensor '\(name)'", expected: "0 or 1 in each byte of a BOOL",
      found: String(wrong))
  }
}
