extension Binder {
  /// This thread's matrices of a factorization or triangular solution.
  func factorization(_ entry: Int, _ mode: Schedule.Mode) -> [BoundInstruction] {
    let value = plan.graph.entries[entry]
    let matrix = plan.graph.entries[value.inputs[0]].shape
    let (n, size) = (matrix[matrix.rank - 1], value.dtype.size)
    let all = matrix.sizes.dropLast(2).reduce(1, *)
    let share =
      switch mode {
      case .single: 0..<all
      case .rows: plan.share(of: all, thread: thread)
      case .split: even(all)
      }
    if share.isEmpty { return [] }
    /// The address of this thread's first matrix.
    func first(_ entry: Int) -> UnsafeMutableRawPointer {
      unsafe address(of: entry)
        + share.lowerBound * (plan.graph.entries[entry].shape.count / all) * size
    }
    var bound = unsafe BoundFactorization(
      kind: .cholesky, count: share.count, n: n, columns: value.shape[value.shape.rank - 1],
      matrix: UnsafeRawPointer(first(value.inputs[0])), right: nil, result: first(entry),
      isDouble: value.dtype == .float64)
    switch value.op {
    case .triangularSolve(let triangle, let transpose):
      bound.kind = .triangularSolve(triangle, transpose: transpose)
      unsafe bound.right = UnsafeRawPointer(first(value.inputs[1]))
    case .eigendecomposition:
      bound.kind = .eigendecomposition
      let space = eigenWorkSpace(n)
      bound.scalars = Storage(byteCount: space.scalars * size)
      bound.integers = Storage(byteCount: space.integers * MemoryLayout<Int32>.size)
    default: break
    }
    return [.factorization(bound)]
  }
}
