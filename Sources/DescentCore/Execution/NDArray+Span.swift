// Arrays of numbers read and made without copies: what a method does with vectors outside of any
// program.

extension NDArray {
  /// Lets `body` read the scalars as doubles; only those of other types are copied.
  package func withDoubles<R>(_ body: (Span<Double>) -> R) -> R {
    guard dtype == .float64 else {
      let copy = doubles
      return body(copy.span)
    }
    return storage.withSpan(count: count, body)
  }

  /// A vector of doubles that `fill` writes; 0 where it does not.
  package init(count: Int, filledBy fill: (inout MutableSpan<Double>) -> Void) {
    let storage = Storage(byteCount: count * MemoryLayout<Double>.stride)
    storage.withMutableSpan(count: count, fill)
    self.init(dtype: .float64, shape: [count], storage: storage)
  }
}

extension Storage {
  fileprivate func withSpan<R>(count: Int, _ body: (Span<Double>) -> R) -> R {
    let elements = unsafe UnsafeBufferPointer(
      start: UnsafePointer(address.assumingMemoryBound(to: Double.self)), count: count)
    return unsafe body(Span(_unsafeElements: elements))
  }

  fileprivate func withMutableSpan(count: Int, _ body: (inout MutableSpan<Double>) -> Void) {
    let elements = unsafe UnsafeMutableBufferPointer(
      start: address.assumingMemoryBound(to: Double.self), count: count)
    var span = unsafe MutableSpan(_unsafeElements: elements)
    body(&span)
  }
}
