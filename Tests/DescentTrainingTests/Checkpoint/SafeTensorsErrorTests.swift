import DescentCore
import Foundation
import TestSupport
import Testing

@testable import DescentTraining

struct SafeTensorsErrorTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// The file of a header and `dataCount` zeros.
  private func file(_ json: String, dataCount: Int = 0) -> [UInt8] {
    let count = json.utf8.count
    let length = (0..<8).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) }
    return length + Array(json.utf8) + [UInt8](repeating: 0, count: dataCount)
  }

  /// The error of reading `bytes`, without the folder's name.
  private func error(_ bytes: some Sequence<UInt8>) throws -> String {
    let path = try folder.write(bytes, to: "f")
    let error = #expect(throws: DescentError.self) { try SafeTensors(contentsOf: path) }
    return (error?.description ?? "").replacingOccurrences(of: path, with: "f")
  }

  @Test(arguments: [
    ("", "an empty file"),
    ("abc", "a text file"),
    ("\u{1}\u{2}", "a file of 2 bytes"),
    ("PK\u{3}\u{4} and so on", "a zip file, as PyTorch's torch.save and NumPy's savez write"),
    ("x,y\n1,2\n3,4\n", "a text file"),
    ("<html><body>", "a web page"),
    ("version https://git-lfs.github.com/spec/v1", "a Git LFS pointer, not the file it stands for"),
    ("GGUF\u{3}\u{0}\u{0}\u{0}\u{0}\u{0}", "a GGUF file"),
    ("\u{9}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}{}", "a header length of 9 in a file of 10 bytes"),
    ("\u{2}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}[]", "a header that is not a JSON object"),
    ("\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}", "a header that is not a JSON object"),
    ("\u{3}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}{\u{0}}", "a header that is not UTF-8 text"),
  ]) func `a file of another kind is named`(text: String, found: String) throws {
    #expect(try error(text.utf8) == "f: expected a safetensors file, found \(found)")
  }

  @Test(
    arguments: [
      ([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3], "a gzip file"),
      ([0x80, 2, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46], "a PyTorch file of the format before 1.6"),
      ([0x80, 4, 0x95, 0, 0, 0, 0, 0, 0, 0], "a Python pickle, as PyTorch files are"),
      ([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a], "an HDF5 file"),
      ([3, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0xff, 0x7d], "a header that is not UTF-8 text"),
      (
        [255, 255, 255, 255, 255, 255, 255, 255, 1],
        "a header length of 18446744073709551615 in a file of 9 bytes"
      ),
    ] as [([UInt8], String)]) func `a binary file of another kind is named`(
      bytes: [UInt8], found: String
    ) throws
  {
    #expect(try error(bytes) == "f: expected a safetensors file, found \(found)")
  }

  @Test func `a header above the limit is refused before it is read`() throws {
    let path = try folder.write([0, 0xe1, 0xf5, 0x05, 0, 0, 0, 0], to: "f")
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.truncate(atOffset: 1 << 30)
    #expect(try expectedError(path).contains("not a JSON object"))
    try folder.write([1, 0xe1, 0xf5, 0x05, 0, 0, 0, 0], to: "f")
    try #require(FileHandle(forWritingAtPath: path)).truncate(atOffset: 1 << 30)
    #expect(try expectedError(path).contains("a header length of 100000001 in a file"))
  }

  private func expectedError(_ path: String) throws -> String {
    try #require(#expect(throws: DescentError.self) { try SafeTensors(contentsOf: path) })
      .description
  }

  @Test func `data beyond this machine's memory are refused, not allocated`() throws {
    let size = 1 << 50
    let header = file(#"{"a":{"dtype":"U8","shape":[\#(size)],"data_offsets":[0,\#(size)]}}"#)
    let path = try folder.write(header, to: "f")
    let handle = try #require(FileHandle(forWritingAtPath: path))
    // File systems that cannot hold so long a file, not even a sparse one, have nothing to test.
    guard (try? handle.truncate(atOffset: UInt64(header.count + size))) != nil else { return }
    #expect(try expectedError(path).contains("this machine's memory"))
  }

  @Test(arguments: [
    ("{", "valid JSON"),
    (#"{"a":1}"#, "'a'"),
    (#"{"a":{"shape":[1],"data_offsets":[0,4]}}"#, "'a': expected the key 'dtype', found none"),
    (#"{"a":{"dtype":"F32","data_offsets":[0,4]}}"#, "'a': expected the key 'shape', found none"),
    (#"{"a":{"dtype":"F32","shape":[1]}}"#, "'a': expected the key 'data_offsets', found none"),
    (#"{"a":{"dtype":7,"shape":[1],"data_offsets":[0,4]}}"#, "'dtype': expected a string"),
    (#"{"a":{"dtype":"F32","shape":3,"data_offsets":[0,4]}}"#, "'shape': expected an array"),
    (#"{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}"#, "whose numbers fit"),
    (
      #"{"a":{"dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,4]}}"#,
      "whose numbers fit"
    ),
    (#"{"a":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}"#, "expected an integer"),
    (#"{"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}"#, "found 'I64'"),
    (#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, "found [-1]"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4]}}"#, "found [4]"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}"#, "found [0, 4, 8]"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, "found [4, 0]"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}"#, "found [-4, 0]"),
    (
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#,
      "expected 8 bytes for F32 of shape [2], found data_offsets for 4"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[4611686018427387904,2],"data_offsets":[0,0]}}"#,
      "expected fewer than 2⁶³ bytes, found the shape [4611686018427387904, 2]"
    ),
    (
      #"{"a":{"dtype":"U8","shape":[0,4611686018427387904,4611686018427387904],"#
        + #""data_offsets":[0,0]}}"#,
      "expected fewer than 2⁶³ bytes"
    ),
    (#"{"__metadata__":{"k":1}}"#, "'__metadata__', 'k': expected a string"),
    (#"{"__metadata__":[]}"#, "'__metadata__': expected an object"),
    (#"{"a":{"dtype":"U8","shape":[9],"data_offsets":[0,9]}}"#, "expected 9 bytes of data"),
    (#"{"a":{"dtype":"U8","shape":[7],"data_offsets":[0,7]}}"#, "expected 7 bytes of data"),
    (
      #"{"a":{"dtype":"U8","shape":[7],"data_offsets":[1,8]}}"#,
      "tensor 'a': expected data from byte 0 on"
    ),
    (
      #"{"a":{"dtype":"U8","shape":[5],"data_offsets":[0,5]},"#
        + #""b":{"dtype":"U8","shape":[5],"data_offsets":[3,8]}}"#,
      "tensor 'b': expected data from byte 5 on"
    ),
    (
      #"{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"#
        + #""b":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}"#,
      "tensor 'b': expected data from byte 3 on"
    ),
    (
      #"{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"#
        + #""a":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}"#,
      "f"
    ),
  ]) func `a header that is wrong in one place is refused with that place`(
    json: String, part: String
  ) throws {
    let error = try error(file(json, dataCount: 8))
    #expect(error.contains(part))
    #expect(error.hasPrefix("f"))
  }

  @Test func `a byte that is neither true nor false is refused`() throws {
    let json = #"{"t":{"dtype":"BOOL","shape":[2],"data_offsets":[0,2]}}"#
    #expect(
      try error(file(json) + [1, 2])
        == "f, tensor 't': expected 0 or 1 in each byte of a BOOL, found 2")
  }

  @Test func `nesting without end is refused`() throws {
    #expect(
      try error(file(#"{"a":"# + String(repeating: "[", count: 100_000))).contains("header"))
  }

  @Test func `a missing file and a folder are named`() throws {
    let missing = folder("missing")
    #expect(
      try expectedError(missing)
        == "\(missing): expected a safetensors file, found 'No such file or directory' on opening it"
    )
    #expect(
      try expectedError(folder.path)
        == "\(folder.path): expected a safetensors file, found a folder")
    #expect(try expectedError("/dev/null").hasSuffix("found a device or a pipe"))
  }

  @Test(.enabled(if: geteuid() != 0))
  func `a file without permission is named with the system's reason`() throws {
    let path = try folder.write([0], to: "f")
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
    #expect(try expectedError(path).hasSuffix("found 'Permission denied' on opening it"))
  }
}
