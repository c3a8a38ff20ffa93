import CDescentKernels

extension Binder {
  /// This thread's rows of an update.
  func rankOne(
    _ update: RankOneUpdate, rows: Int, _ mode: Schedule.Mode
  ) -> [BoundInstruction] {
    let range = mode == .single ? 0..<rows : even(rows)
    if range.isEmpty { return [] }
    let skipped = range.lowerBound * 4
    return unsafe [
      .rankOne(
        BoundRankOne(
          target: address(of: update.target) + skipped * update.width,
          scale: address(of: update.scale), column: address(of: update.column) + skipped,
          row: address(of: update.row), rows: range.count, width: update.width))
    ]
  }
}

/// An outer product subtracted from a matrix.
@safe struct BoundRankOne {
  var target, scale, column, row: UnsafeMutableRawPointer
  var rows, width: Int

  func run() {
    unsafe descent_rank_one_f32(
      target.assumingMemoryBound(to: Float.self), scale.load(as: Float.self),
      column.assumingMemoryBound(to: Float.self), Int64(rows),
      row.assumingMemoryBound(to: Float.self), Int64(width))
  }
}
