import DescentCore
import TestSupport
import Testing

@testable import DescentTraining

struct SafeTensorsFuzzTests {
  private static let seed: UInt64 = 20_240_617

  @Test func `20,000 damaged files are refused or read consistently`() throws {
    let folder = try TemporaryFolder()
    try SafeTensors(
      tensors: [
        "hidden.weight": NDArray((0..<6).map { Float($0) }, shape: [2, 3]),
        "hidden.bias": NDArray([0.5, 1.5]),
        "steps": NDArray(scalar: Int32(7)),
        "mask": NDArray([true, false, true]),
        "empty": NDArray([] as [UInt8], shape: [0, 3]),
      ],
      metadata: ["epoch": "3", "é": "\"\n"]
    ).write(to: folder("valid"))
    let valid = try folder.bytes(of: "valid")

    var random = SplitMix64(state: Self.seed)
    var readable = 0
    for index in 0..<20_000 {
      let bytes = damaged(valid, using: &random)
      let path = try folder.write(bytes, to: "damaged")
      do throws(DescentError) {
        let read = try SafeTensors(contentsOf: path)
        readable += 1
        let header = Int(bytes[0]) | Int(bytes[1]) << 8
        let dataCount = read.tensors.values.reduce(0) { $0 + $1.count * $1.dtype.size }
        #expect(8 + header + dataCount == bytes.count, "case \(index) of seed \(Self.seed)")
      } catch {
        #expect(error.subject.hasPrefix(path), "case \(index) of seed \(Self.seed): \(error)")
      }
    }
    // Damage to a float or to the padding is legal; most other damage is not.
    #expect((500..<10_000).contains(readable))
  }

  /// `bytes` after one to three changes, most of them in the header.
  private func damaged(_ bytes: [UInt8], using random: inout SplitMix64) -> [UInt8] {
    var bytes = bytes
    let digits = Array("0123456789-.eE\"[]{},: FIU".utf8)
    for _ in 0..<Int.random(in: 1...3, using: &random) where bytes.count > 1 {
      let place = Int.random(in: 0..<bytes.count, using: &random)
      let other = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0..<9, using: &random) {
      case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      case 1: bytes[place] = UInt8.random(in: .min ... .max, using: &random)
      case 2, 3: bytes[place] = digits.randomElement(using: &random) ?? 0
      case 4: bytes.insert(digits.randomElement(using: &random) ?? 0, at: place)
      case 5: bytes.remove(at: place)
      case 6: bytes.removeLast(place)
      case 7: bytes.insert(contentsOf: bytes[min(place, other)..<max(place, other)], at: other)
      default: bytes[Int.random(in: 0..<min(8, bytes.count), using: &random)] = bytes[place]
      }
    }
    return bytes
  }
}

/// Steele, Lea & Flood 2014: enough for tests, and the same on every system.
private struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
