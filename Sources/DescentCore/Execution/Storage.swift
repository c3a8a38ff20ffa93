import CDescentKernels
import Foundation

/// A block of 64-byte aligned memory: what an `NDArray` and a program's buffers consist of.
///
/// `@unchecked Sendable` because the compiler cannot see who writes: an array writes only while
/// it is the sole owner (`NDArray` copies otherwise), and a program writes only the blocks it
/// was bound to, one run at a time.
@safe package final class Storage: @unchecked Sendable {
  package let byteCount: Int
  package let address: UnsafeMutableRawPointer

  /// A zero-filled block.
  package init(byteCount: Int) {
    let memory = unsafe descent_allocate(Int64(max(byteCount, 1)))
    guard let memory = unsafe memory else {
      fatalError("Storage: no memory for \(byteCount) bytes")
    }
    self.byteCount = byteCount
    unsafe address = memory
  }

  deinit { unsafe descent_free(address, Int64(max(byteCount, 1))) }

  /// A block with the bytes of `scalars`.
  package convenience init<T: Scalar>(_ scalars: [T]) {
    self.init(byteCount: scalars.count * MemoryLayout<T>.stride)
    unsafe scalars.withUnsafeBytes { bytes in
      if let source = bytes.baseAddress {
        unsafe address.copyMemory(from: source, byteCount: bytes.count)
      }
    }
  }

  package func copy() -> Storage {
    let copy = Storage(byteCount: byteCount)
    unsafe copy.address.copyMemory(from: address, byteCount: byteCount)
    return copy
  }

  /// Overwrites this block with one of the same size.
  package func copyBytes(from other: Storage) {
    require(
      other.byteCount == byteCount, "Storage: \(other.byteCount) bytes do not fill \(byteCount)")
    copyBytes(from: other, at: 0, to: 0, count: byteCount)
  }

  /// Copies `count` bytes of `other` from byte `start` to byte `target` of this block.
  package func copyBytes(from other: Storage, at start: Int, to target: Int, count: Int) {
    require(
      start >= 0 && start + count <= other.byteCount && target >= 0 && target + count <= byteCount,
      "Storage: cannot copy \(count) bytes from \(start) of \(other.byteCount) to \(target) of \(byteCount)"
    )
    unsafe (address + target).copyMemory(from: other.address + start, byteCount: count)
  }

  package func hasSameBytes(as other: Storage) -> Bool {
    guard byteCount == other.byteCount else { return false }
    return unsafe memcmp(address, other.address, byteCount) == 0
  }

  /// The bytes, for writing to a file.
  package func withBytes<R, E: Error>(
    _ body: (UnsafeRawBufferPointer) throws(E) -> R
  ) throws(E) -> R {
    unsafe try body(UnsafeRawBufferPointer(start: address, count: byteCount))
  }

  /// The first scalar.
  package func first<T: Scalar>(_ type: T.Type) -> T {
    require(MemoryLayout<T>.stride <= byteCount, "Storage: holds no \(T.self)")
    return unsafe address.load(as: type)
  }

  /// `count` scalars from scalar `start` on.
  package func scalars<T: Scalar>(_ type: T.Type, from start: Int = 0, count: Int) -> [T] {
    require(
      start >= 0 && (start + count) * MemoryLayout<T>.stride <= byteCount,
      "Storage: \(count) scalars at \(start) do not lie in \(byteCount) bytes")
    return unsafe [T](
      UnsafeBufferPointer(
        start: address.assumingMemoryBound(to: T.self) + start, count: count))
  }

  /// Overwrites the scalars from `start` on with `scalars`.
  package func write<T: Scalar>(_ scalars: some Collection<T>, at start: Int = 0) {
    require(
      start >= 0 && (start + scalars.count) * MemoryLayout<T>.stride <= byteCount,
      "Storage: \(scalars.count) scalars at \(start) do not fit into \(byteCount) bytes")
    let target = unsafe address.assumingMemoryBound(to: T.self) + start
    // One block where there is one: the loop is not specialized for callers in other modules.
    let isWritten: Void? = scalars.withContiguousStorageIfAvailable { source in
      if let first = source.baseAddress {
        unsafe target.update(from: first, count: source.count)
      }
    }
    if isWritten != nil { return }
    for (k, scalar) in scalars.enumerated() { unsafe target[k] = scalar }
  }
}
