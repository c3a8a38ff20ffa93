@testable import DescentCore

/// A value of the reference evaluator: doubles in row-major order, rounded to what `dtype` holds.
struct Reference {
  var shape: Shape
  var dtype: DType
  var values: [Double]

  init(_ shape: Shape, _ dtype: DType, _ values: [Double]) {
    (self.shape, self.dtype) = (shape, dtype)
    self.values = values.map { Self.rounded($0, to: dtype) }
  }

  init(_ array: NDArray) { self.init(array.shape, array.dtype, array.doubles) }

  /// The element at a position given by one index for each axis.
  subscript(_ index: [Int]) -> Double {
    values[zip(index, shape.strides).map { $0 * $1 }.reduce(0, +)]
  }

  static func rounded(_ value: Double, to dtype: DType) -> Double {
    switch dtype {
    case .float64: value
    case .float32: Double(Float(value))
    case .int32:
      value.isNaN ? 0 : max(-2_147_483_648, min(2_147_483_647, value.rounded(.towardZero)))
    case .uint8: value.isNaN ? 0 : max(0, min(255, value.rounded(.towardZero)))
    case .bool: value != 0 ? 1 : 0
    }
  }
}

extension Shape {
  /// Every position in row-major order, one index for each axis.
  var positions: [[Int]] {
    sizes.reduce([[]]) { positions, size in
      positions.flatMap { position in (0..<size).map { position + [$0] } }
    }
  }
}

extension Graph {
  /// The outputs for these inputs, computed one operation at a time in the plainest way.
  func evaluated(_ inputs: [NDArray]) -> [Reference] {
    var values: [Reference] = []
    for entry in entries {
      values.append(evaluate(entry, entry.inputs.map { values[$0] }, inputs))
    }
    return outputs.map { values[$0] }
  }

  private func evaluate(_ entry: Entry, _ x: [Reference], _ inputs: [NDArray]) -> Reference {
    Reference(entry.shape, entry.dtype, entry.op.evaluated(x, shape: entry.shape, inputs))
  }
}

extension Op {
  /// The elements of the result, of shape `shape`, before they are rounded to its type.
  func evaluated(_ x: [Reference], shape: Shape, _ inputs: [NDArray]) -> [Double] {
    switch self {
    case .input(let index, _, _): return inputs[index].doubles
    case .feed(let feed):
      return NDArray(dtype: feed.input.dtype, shape: shape, storage: feed.storage).doubles
    case .literal(let value, _): return [value]
    case .constant(let array): return array.doubles
    case .iota(_, let axis, _): return shape.positions.map { Double($0[axis]) }

    case .unary(let f): return x[0].values.map { f($0) }
    case .binary(let f): return zip(x[0].values, x[1].values).map { f($0, $1) }
    case .select:
      return x[0].values.indices.map {
        x[0].values[$0] != 0 ? x[1].values[$0] : x[2].values[$0]
      }
    case .cast(let dtype): return x[0].values.map { Reference.rounded($0, to: dtype) }
    case .stopGradient, .customDerivative, .reshape: return x[0].values

    case .broadcast:
      return shape.positions.map { position in
        x[0][zip(position.suffix(x[0].shape.rank), x[0].shape.sizes).map { $1 == 1 ? 0 : $0 }]
      }
    case .transpose(let permutation):
      return shape.positions.map { position in
        var source = position
        for (k, axis) in permutation.enumerated() { source[axis] = position[k] }
        return x[0][source]
      }
    case .slice(let starts, _):
      return shape.positions.map { x[0][zip($0, starts).map { $0 + $1 }] }
    case .pad(let before, _):
      return shape.positions.map { position in
        let source = zip(position, before).map { $0 - $1 }
        let isInside = zip(source, x[0].shape.sizes).allSatisfy { $0 >= 0 && $0 < $1 }
        return isInside ? x[0][source] : 0
      }
    case .concatenate(let axis):
      return shape.positions.map { position in
        var (part, source) = (0, position)
        while source[axis] >= x[part].shape[axis] {
          source[axis] -= x[part].shape[axis]
          part += 1
        }
        return x[part][source]
      }

    case .reduce(let f, let axes): return reduced(x[0], f, axes, shape)
    case .matmul(let left, let right): return product(x[0], left, x[1], right, shape)
    case .take:
      return shape.positions.map { position in
        let row = Int(x[1].values[position[0]])
        return 0..<x[0].shape[0] ~= row ? x[0][[row] + position.dropFirst()] : .nan
      }
    case .scatterAdd(let rows):
      var result = [Double](repeating: 0, count: shape.count)
      let width = shape.count / rows
      for (k, row) in x[0].values.enumerated() where 0..<rows ~= Int(row) {
        for j in 0..<width { result[Int(row) * width + j] += x[1].values[k * width + j] }
      }
      return result

    case .cholesky: return x[0].matrices.flatMap(choleskyFactor)
    case .triangularSolve(let triangle, let transpose):
      return zip(x[0].matrices, x[1].matrices).flatMap { t, b in
        let lower = triangle == .lower ? t : transposed(t)
        return solution(lower, b, isTransposed: (triangle == .lower) == transpose)
      }
    case .eigendecomposition: return x[0].matrices.flatMap(eigenpairs)
    }
  }
}

private func reduced(_ x: Reference, _ f: Reduction, _ axes: [Int], _ shape: Shape) -> [Double] {
  var parts = [[Double]](repeating: [], count: shape.count)
  let strides = shape.strides
  for (position, value) in zip(x.shape.positions, x.values) {
    let kept = position.indices.filter { !axes.contains($0) }.map { position[$0] }
    parts[zip(kept, strides).map { $0 * $1 }.reduce(0, +)].append(value)
  }
  return parts.map { part in
    switch f {
    case .sum: part.reduce(0, +)
    case .max: part.reduce(-.infinity) { Binary.maximum($0, $1) }
    case .min: part.reduce(.infinity) { Binary.minimum($0, $1) }
    }
  }
}

private func product(
  _ a: Reference, _ left: Bool, _ b: Reference, _ right: Bool, _ shape: Shape
) -> [Double] {
  let contracted = a.shape[a.shape.rank - (left ? 2 : 1)]
  return shape.positions.map { position in
    let (batch, m, n) = (
      Array(position.dropLast(2)), position[position.count - 2], position[position.count - 1]
    )
    return (0..<contracted).reduce(0.0) { sum, k in
      sum + a[batch + (left ? [k, m] : [m, k])] * b[batch + (right ? [n, k] : [k, n])]
    }
  }
}
