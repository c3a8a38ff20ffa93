import DescentCore

/// A value that only rearranges the elements of a parameter: the element at position i of it is
/// number Σ iₖ·strideₖ of the parameter's; a stride of 0 repeats along its axis.
struct ParameterAlias {
  /// Which parameter it is.
  let parameter: Int
  private(set) var sizes: [Int]
  private(set) var strides: [Int]

  /// Parameter number `parameter` itself.
  init(_ parameter: Int, shape: Shape) {
    self.parameter = parameter
    sizes = shape.sizes
    strides = shape.sizes.indices.map { shape.sizes[($0 + 1)...].reduce(1, *) }
  }

  /// What the alias becomes by an operation; nil if that does more than to rearrange.
  func applying(_ op: Op) -> ParameterAlias? {
    var result = self
    switch op {
    case .cast(let dtype): return dtype.isFloating ? self : nil
    case .transpose(let permutation):
      (result.sizes, result.strides) = (
        permutation.map { sizes[$0] }, permutation.map { strides[$0] }
      )
    case .broadcast(let shape):
      let added = [Int](repeating: 0, count: shape.rank - sizes.count)
      result.strides = added + zip(sizes, strides).map { $0 == 1 ? 0 : $1 }
      result.sizes = shape.sizes
    case .reshape(let shape):
      guard let strides = reshapedStrides(shape) else { return nil }
      (result.sizes, result.strides) = (shape.sizes, strides)
    default: return nil
    }
    return result
  }

  /// Strides of the same elements under another shape, if there are any.
  private func reshapedStrides(_ shape: Shape) -> [Int]? {
    var runs: [(size: Int, stride: Int)] = []
    for (size, stride) in zip(sizes, strides) where size > 1 {
      if let last = runs.last, last.stride == size * stride {
        runs[runs.count - 1] = (last.size * size, stride)
      } else {
        runs.append((size, stride))
      }
    }
    var result: [Int] = []
    for size in shape.sizes.reversed() {
      guard size > 1 else {
        result.append(0)
        continue
      }
      guard let run = runs.popLast(), run.size.isMultiple(of: size) else { return nil }
      result.append(run.stride)
      if run.size > size { runs.append((run.size / size, run.stride * size)) }
    }
    return result.reversed()
  }

  /// Whether the last two axes are a matrix `[m, n]` that the parameter holds row by row (false), or
  /// column by column (true); nil if neither, or if leading axes do more than repeat it.
  var isTransposedMatrix: Bool? {
    let rank = sizes.count
    guard rank >= 2, zip(sizes, strides).dropLast(2).allSatisfy({ $0 == 1 || $1 == 0 }) else {
      return nil
    }
    let (m, n) = (sizes[rank - 2], sizes[rank - 1])
    let (row, column) = (strides[rank - 2], strides[rank - 1])
    if (n == 1 || column == 1) && (m == 1 || row == n) { return false }
    if (m == 1 || row == 1) && (n == 1 || column == m) { return true }
    return nil
  }

  /// Whether this is a vector of `count` elements repeated along all axes but one, whose positions
  /// are `step` elements apart.
  func isVector(_ count: Int, step: Int) -> Bool {
    let axes = sizes.indices.filter { sizes[$0] > 1 && strides[$0] != 0 }
    if count == 1 { return axes.isEmpty }
    return axes.count == 1 && sizes[axes[0]] == count && strides[axes[0]] == 1
      && sizes[(axes[0] + 1)...].reduce(1, *) == step
  }
}
