import DescentCore

/// Collects numbers whose count is not known beforehand, as bytes while bytes can hold them.
///
/// They are packed block by block, so that 60000 images of 784 bytes take 47 MB and not 376.
struct FeatureBuffer {
  private(set) var count = 0
  private let precision: DType
  private var blocks: [NDArray] = []
  private var open: [Double] = []
  private static let blockSize = 1 << 17

  /// - Parameter precision: The type of the result if some number is not an integer in 0 ... 255.
  init(precision: DType) {
    self.precision = precision
    open.reserveCapacity(Self.blockSize)
  }

  mutating func append(_ value: Double) {
    open.append(value)
    count += 1
    if open.count == Self.blockSize { close() }
  }

  private mutating func close() {
    // The sign bit tells -0, which no byte is, from 0.
    let areBytes = open.allSatisfy {
      $0 >= 0 && $0 <= 255 && Double(Int32($0)) == $0 && $0.sign == .plus
    }
    if areBytes {
      blocks.append(NDArray(open.map { UInt8($0) }))
    } else if precision == .float64 {
      blocks.append(NDArray(open))
    } else {
      blocks.append(NDArray(open.map { Float($0) }))
    }
    open.removeAll(keepingCapacity: true)
  }

  /// Everything that was appended, under `shape`: uint8 if bytes hold it all, else `precision`.
  consuming func array(_ shape: Shape) -> NDArray {
    if !open.isEmpty { close() }
    let type = blocks.allSatisfy { $0.dtype == .uint8 } ? DType.uint8 : precision
    let result = NDArray.zeros(shape, type)
    var start = 0
    // Each block is let go as soon as it is copied: never all of them and all of the result.
    blocks.reverse()
    while let block = blocks.popLast()?.converted(to: type) {
      let bytes = block.storage.byteCount
      result.storage.copyBytes(from: block.storage, at: 0, to: start, count: bytes)
      start += bytes
    }
    return result
  }
}
