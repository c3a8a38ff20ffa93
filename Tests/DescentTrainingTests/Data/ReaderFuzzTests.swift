import DescentCore
import DescentTraining
import Testing

/// No file makes a reader trap: it is read, or an error says why not.
@Suite struct ReaderFuzzTests {
  private let csv = Array(
    "a,\"b, c\",y\r\n1,2.5,0\n\"3\",-4e-2,\"x \"\"y\"\"\"\n5,NA,1\n\n6,1e400,?\n".utf8)
  private let images = idx(0x803, [2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8])
  private let labels = idx(0x801, [2], [1, 0])

  /// `bytes` with a few bytes changed, removed, doubled or cut off.
  private func mutated(_ bytes: [UInt8], _ random: inout RandomSource) -> [UInt8] {
    let interesting = Array(",\"\n\r -+.e09x".utf8) + [0, 1, 127, 128, 255, 0x1F, 0x8B]
    var bytes = bytes
    for _ in 0...random.index(below: 4) where !bytes.isEmpty {
      let place = random.index(below: bytes.count)
      let byte = interesting[random.index(below: interesting.count)]
      switch random.index(below: 5) {
      case 0: bytes[place] = byte
      case 1: bytes.insert(byte, at: place)
      case 2: bytes.remove(at: place)
      case 3: bytes[place] ^= 1 << UInt8(random.index(below: 8))
      default: if random.index(below: 4) == 0 { bytes.removeSubrange(place...) }
      }
    }
    return bytes
  }

  /// Runs `body` and takes the errors that readers may throw.
  private func tolerate(_ body: () throws -> Dataset) throws {
    do {
      let data = try body()
      #expect(data.rowCount > 0 && data.features.shape[1] > 0)
    } catch let error as DescentError {
      #expect(!error.description.contains("\n"))
    }
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `mutilated CSV files`(seed: UInt64) throws {
    var random = RandomSource(seed: seed)
    for _ in 0..<500 {
      let bytes = mutated(csv, &random)
      let isPacked = random.index(below: 4) == 0
      try tolerate {
        try read(isPacked ? mutated(gzipped(bytes), &random) : bytes) {
          $0.label = random.index(below: 2) == 0 ? .last : .absent
          $0.hasHeader = random.index(below: 3) == 0 ? false : nil
        }
      }
    }
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `mutilated IDX files`(seed: UInt64) throws {
    var random = RandomSource(seed: seed)
    for _ in 0..<300 {
      var files = ["images": mutated(images, &random), "labels": labels]
      if random.index(below: 2) == 0 { files["labels"] = mutated(labels, &random) }
      if random.index(below: 2) == 0 { files["images"] = mutated(gzipped(images), &random) }
      try withFiles(files) { folder in
        try tolerate {
          try Dataset(idxImages: folder + "/images", labels: folder + "/labels")
        }
      }
    }
  }
}
