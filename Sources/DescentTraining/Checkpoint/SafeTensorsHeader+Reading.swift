import DescentCore
import Foundation

extension SafeTensorsHeader {
  /// Reads the header of `file`; the data come next.
  init(reading file: InputFile) throws(DescentError) {
    let json = try Self.json(of: file)
    let raw: RawHeader
    do {
      raw = try JSONDecoder().decode(RawHeader.self, from: Data(json))
    } catch {
      throw DescentError(decoding: error, subject: "\(file.path), header")
    }
    metadata = raw.metadata
    entries = []
    // By name, so that of several faults always the same one is told.
    for (name, tensor) in raw.tensors.sorted(by: { $0.key < $1.key }) {
      entries.append(try tensor.checked(name: name, in: file.path))
    }
    entries.sort {
      ($0.offsets.lowerBound, $0.offsets.upperBound) < (
        $1.offsets.lowerBound, $1.offsets.upperBound
      )
    }
    try checkCoverage(of: (file.size ?? 0) - 8 - json.count, in: file.path)
  }

  /// The bytes of the JSON.
  private static func json(of file: InputFile) throws(DescentError) -> [UInt8] {
    func notSafeTensors(_ found: String) -> DescentError {
      DescentError(file.path, expected: "a safetensors file", found: found)
    }
    let byteCount = file.size ?? 0
    guard byteCount > 0 else { throw notSafeTensors("an empty file") }
    let prefix = try file.read(min(byteCount, 8))
    let length = prefix.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard prefix.count == 8, length <= longest, Int(length) <= byteCount - 8 else {
      let start = prefix + (try file.read(min(byteCount - prefix.count, 56)))
      let size = "\(byteCount) bytes"
      throw notSafeTensors(
        fileFormat(startingWith: start)
          ?? (prefix.count < 8
            ? "a file of \(size)" : "a header length of \(length) in a file of \(size)"))
    }
    let json = try file.read(Int(length))
    guard json.first == UInt8(ascii: "{") else {
      throw notSafeTensors(
        fileFormat(startingWith: prefix + json.prefix(56)) ?? "a header that is not a JSON object")
    }
    // Without this the decoder would guess at other encodings from the zero bytes.
    guard !json.contains(0), String(validating: json, as: UTF8.self) != nil else {
      throw notSafeTensors("a header that is not UTF-8 text")
    }
    return json
  }

  /// Throws unless the arrays fill the data from the first byte to the last and fit into memory.
  private func checkCoverage(of dataCount: Int, in path: String) throws(DescentError) {
    var end = 0
    for entry in entries {
      guard entry.offsets.lowerBound == end else {
        throw DescentError(
          "\(path), tensor '\(entry.name)'",
          expected: "data from byte \(end) on, where the tensor before it ends",
          found: "data_offsets that begin at \(entry.offsets.lowerBound)")
      }
      end = entry.offsets.upperBound
    }
    guard end == dataCount else {
      throw DescentError(
        path, expected: "\(end) bytes of data, as the header says", found: "\(dataCount)")
    }
    // A sparse file can claim any size; asking for that much memory would stop the program.
    let memory = ProcessInfo.processInfo.physicalMemory
    guard UInt64(end) <= memory else {
      throw DescentError(
        path, expected: "at most the \(memory) bytes that this machine's memory holds",
        found: "\(end) bytes of data")
    }
  }
}

/// The JSON as it stands, before any number in it is believed.
private struct RawHeader: Decodable {
  var metadata: [String: String] = [:]
  var tensors: [String: RawTensor] = [:]

  private struct Name: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: Name.self)
    for name in members.allKeys {
      if name.stringValue == "__metadata__" {
        metadata = try members.decodeIfPresent([String: String].self, forKey: name) ?? [:]
      } else {
        tensors[name.stringValue] = try members.decode(RawTensor.self, forKey: name)
      }
    }
  }
}

private struct RawTensor: Decodable {
  var dtype: String
  var shape: [Int]
  var offsets: [Int]

  enum CodingKeys: String, CodingKey {
    case dtype, shape
    case offsets = "data_offsets"
  }

  func checked(name: String, in path: String) throws(DescentError) -> SafeTensorsHeader.Entry {
    func wrong(_ expected: String, _ found: String) -> DescentError {
      DescentError("\(path), tensor '\(name)'", expected: expected, found: found)
    }
    guard let dtype = DType.allCases.first(where: { $0.safeTensors.name == dtype }) else {
      throw wrong("the dtype F64, F32, I32, U8 or BOOL", "'\(dtype)'")
    }
    guard shape.allSatisfy({ $0 >= 0 }) else { throw wrong("sizes of 0 or more", "\(shape)") }
    // With zeros counted as ones, so that no partial product of the sizes can overflow either.
    var bound = dtype.size
    for size in shape {
      let (product, overflows) = bound.multipliedReportingOverflow(by: max(size, 1))
      if overflows { throw wrong("fewer than 2⁶³ bytes", "the shape \(shape)") }
      bound = product
    }
    guard offsets.count == 2, offsets[0] >= 0, offsets[0] <= offsets[1] else {
      throw wrong("data_offsets [begin, end] with 0 ≤ begin ≤ end", "\(offsets)")
    }
    let offsets = offsets[0]..<offsets[1]
    let shape = Shape(shape)
    guard offsets.count == shape.count * dtype.size else {
      throw wrong(
        "\(shape.count * dtype.size) bytes for \(self.dtype) of shape \(shape)",
        "data_offsets for \(offsets.count)")
    }
    return SafeTensorsHeader.Entry(name: name, dtype: dtype, shape: shape, offsets: offsets)
  }
}
