import DescentCore
import TestSupport
import Testing

@testable import DescentTraining

struct SafeTensorsTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// What the fixture below holds.
  private let contents = SafeTensors(
    tensors: [
      "b": NDArray([1.5, -2.0], shape: [1, 2]),
      "a": NDArray([1, -2] as [Float]),
      "n": NDArray(scalar: Int32(-3)),
      "z": NDArray([] as [Float], shape: [0, 4]),
      "u": NDArray([7, 255, 0] as [UInt8]),
      "t": NDArray([true, false]),
      "ä/\"x\"": NDArray([1] as [Float]),
    ],
    metadata: ["k": "v\n\\é\u{1}"])

  /// The bytes that the reference implementation, safetensors 0.8.0 for Python, writes for them.
  private let fixture: [UInt8] = {
    let header =
      #"{"__metadata__":{"k":"v\n\\é\u0001"},"#
      + #""b":{"dtype":"F64","shape":[1,2],"data_offsets":[0,16]},"#
      + #""a":{"dtype":"F32","shape":[2],"data_offsets":[16,24]},"#
      + #""z":{"dtype":"F32","shape":[0,4],"data_offsets":[24,24]},"#
      + #""ä/\"x\"":{"dtype":"F32","shape":[1],"data_offsets":[24,28]},"#
      + #""n":{"dtype":"I32","shape":[],"data_offsets":[28,32]},"#
      + #""u":{"dtype":"U8","shape":[3],"data_offsets":[32,35]},"#
      + #""t":{"dtype":"BOOL","shape":[2],"data_offsets":[35,37]}}"#
    let b: [UInt8] = [0, 0, 0, 0, 0, 0, 0xf8, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0xc0]
    let a: [UInt8] = [0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]
    let x: [UInt8] = [0, 0, 0x80, 0x3f]
    let n: [UInt8] = [0xfd, 0xff, 0xff, 0xff]
    return [0xb0, 1, 0, 0, 0, 0, 0, 0] + Array(header.utf8) + b + a + x + n + [7, 255, 0, 1, 0]
  }()

  @Test func `a file of the reference implementation is read`() throws {
    let read = try SafeTensors(contentsOf: folder.write(fixture, to: "f"))
    #expect(read == contents)
  }

  @Test func `the bytes written are those of the reference implementation`() throws {
    try contents.write(to: folder("f"))
    #expect(try folder.bytes(of: "f") == fixture)
  }

  @Test func `a file assembled by hand is read and written back byte by byte`() throws {
    let json = #"{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]}}"#
    #expect(json.utf8.count == 53)
    let bytes = [56, 0, 0, 0, 0, 0, 0, 0] + Array((json + "   ").utf8) + [1, 2, 3]
    let read = try SafeTensors(contentsOf: folder.write(bytes, to: "f"))
    #expect(read == SafeTensors(tensors: ["a": NDArray([1, 2, 3] as [UInt8])]))
    try read.write(to: folder("g"))
    #expect(try folder.bytes(of: "g") == bytes)
  }

  @Test(arguments: DType.allCases, [[], [0], [1], [3], [2, 3, 4], [4, 0, 2]])
  func `every type and shape comes back with the same bits`(dtype: DType, sizes: [Int]) throws {
    let shape = Shape(sizes)
    let values = (0..<shape.count).map { Double($0 * 37 % 11) }
    let array = NDArray(values, shape: shape).converted(to: dtype)
    try SafeTensors(tensors: ["x": array]).write(to: folder("f"))
    #expect(try SafeTensors(contentsOf: folder("f")).tensors == ["x": array])
  }

  @Test func `infinities, negative zero and the bits of a NaN are kept`() throws {
    let array = NDArray([.infinity, -.infinity, -0.0, .nan, .init(nan: 5, signaling: false)])
    try SafeTensors(tensors: ["x": array]).write(to: folder("f"))
    #expect(try SafeTensors(contentsOf: folder("f")).tensors["x"] == array)
  }

  @Test func `an array longer than one piece of reading comes back`() throws {
    let array = NDArray((0..<1_500_000).map { Float($0) })
    try SafeTensors(tensors: ["x": array, "y": NDArray(scalar: 1.0)]).write(to: folder("f"))
    #expect(try SafeTensors(contentsOf: folder("f")).tensors["x"] == array)
  }

  @Test func `nothing at all comes back as nothing`() throws {
    try SafeTensors().write(to: folder("f"))
    #expect(try folder.bytes(of: "f") == [8, 0, 0, 0, 0, 0, 0, 0] + Array("{}      ".utf8))
    #expect(try SafeTensors(contentsOf: folder("f")) == SafeTensors())
  }

  @Test func `the order of insertion does not reach the bytes`() throws {
    let names = (0..<50).map { "layer\($0)" }
    let orders: [[String]] = [names, names.reversed()]
    for (file, order) in zip(["f", "g"], orders) {
      var contents = SafeTensors()
      for name in order {
        contents.tensors[name] = NDArray(Array(name.utf8))
        contents.metadata[name] = name
      }
      try contents.write(to: folder(file))
    }
    #expect(try folder.bytes(of: "f") == folder.bytes(of: "g"))
  }

  @Test func `any text survives as a name and as metadata`() throws {
    let texts = ["", "/", "\u{0}", "\u{7f}\u{1f}", "😀\u{2028}", "\"\\\u{8}\u{c}\r\t", "data"]
    var contents = SafeTensors()
    for text in texts {
      contents.tensors[text] = NDArray(scalar: 1.0)
      contents.metadata[text] = text
    }
    try contents.write(to: folder("f"))
    #expect(try SafeTensors(contentsOf: folder("f")) == contents)
  }

  @Test func `the reserved name is refused and leaves the old file`() throws {
    try folder.write(fixture, to: "f")
    let reserved = SafeTensors(tensors: ["__metadata__": NDArray(scalar: 1.0)])
    let error = #expect(throws: DescentError.self) { try reserved.write(to: folder("f")) }
    #expect(error?.found.contains("__metadata__") == true)
    #expect(try folder.bytes(of: "f") == fixture)
  }
}
