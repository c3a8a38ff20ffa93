import DescentCore

/// How a parameter's first values are drawn.
///
/// Fans are those of a weight of shape `[inputs, outputs]`: fan-in is the size of axis 0, fan-out
/// the product of the others.
public enum Initializer: Sendable, Hashable {
  case zeros
  case constant(Double)
  /// Normal with mean 0.
  case normal(standardDeviation: Double)
  /// Uniform in ±limit.
  case uniform(limit: Double)
  /// Variance 2 / (fan-in + fan-out). Glorot & Bengio 2010, eq. 16.
  case glorotUniform, glorotNormal
  /// Variance 2 / fan-in, for ReLU. He, Zhang, Ren & Sun 2015, eq. 10.
  case heUniform, heNormal
  /// Variance 1 / fan-in. LeCun, Bottou, Orr & Müller 1998, §4.6.
  case lecunUniform, lecunNormal
  /// Orthonormal rows or columns, whichever are fewer, times `gain`. Saxe, McClelland & Ganguli
  /// 2014: the Q of a Gaussian matrix, signs fixed so that Q is uniformly distributed.
  case orthogonal(gain: Double = 1)
  /// Each output gets normal weights from `connections` inputs, zeros from the others.
  /// Martens 2010, §5: 15 connections with standard deviation 1.
  case sparse(connections: Int = 15, standardDeviation: Double = 1)

  /// The values of a parameter of `shape`, in row-major order.
  func values(_ shape: Shape, using random: inout RandomSource) -> [Double] {
    let fanIn = Double(shape.rank > 0 ? shape[0] : 1)
    let fanOut = Double(shape.sizes.dropFirst().reduce(1, *))
    switch self {
    case .zeros: return [Double](repeating: 0, count: shape.count)
    case .constant(let value): return [Double](repeating: value, count: shape.count)
    case .normal(let deviation): return Self.normal(shape.count, deviation, &random)
    case .uniform(let limit): return Self.uniform(shape.count, limit, &random)
    case .glorotUniform:
      return Self.uniform(shape.count, (6 / (fanIn + fanOut)).squareRoot(), &random)
    case .glorotNormal:
      return Self.normal(shape.count, (2 / (fanIn + fanOut)).squareRoot(), &random)
    case .heUniform: return Self.uniform(shape.count, (6 / fanIn).squareRoot(), &random)
    case .heNormal: return Self.normal(shape.count, (2 / fanIn).squareRoot(), &random)
    case .lecunUniform: return Self.uniform(shape.count, (3 / fanIn).squareRoot(), &random)
    case .lecunNormal: return Self.normal(shape.count, (1 / fanIn).squareRoot(), &random)
    case .orthogonal(let gain):
      return Self.orthogonal(rows: Int(fanIn), columns: Int(fanOut), &random).map { gain * $0 }
    case .sparse(let connections, let deviation):
      return Self.sparse(Int(fanIn), Int(fanOut), connections, deviation, &random)
    }
  }

  private static func normal(
    _ count: Int, _ deviation: Double, _ random: inout RandomSource
  ) -> [Double] {
    (0..<count).map { _ in deviation * random.normal() }
  }

  private static func uniform(
    _ count: Int, _ limit: Double, _ random: inout RandomSource
  ) -> [Double] {
    (0..<count).map { _ in limit * (2 * random.uniform() - 1) }
  }

  /// Modified Gram–Schmidt on Gaussian vectors of the longer side, done twice for accuracy.
  private static func orthogonal(
    rows: Int, columns: Int, _ random: inout RandomSource
  ) -> [Double] {
    let (length, count) = (max(rows, columns), min(rows, columns))
    var basis: [[Double]] = []
    while basis.count < count {
      var vector = normal(length, 1, &random)
      for _ in 0..<2 {
        for other in basis {
          let overlap = zip(vector, other).reduce(0) { $0 + $1.0 * $1.1 }
          for k in vector.indices { vector[k] -= overlap * other[k] }
        }
      }
      let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      if norm > 1e-6 { basis.append(vector.map { $0 / norm }) }
    }
    if rows <= columns { return basis.flatMap { $0 } }
    return (0..<rows).flatMap { row in basis.map { $0[row] } }
  }

  private static func sparse(
    _ inputs: Int, _ outputs: Int, _ connections: Int, _ deviation: Double,
    _ random: inout RandomSource
  ) -> [Double] {
    var values = [Double](repeating: 0, count: inputs * outputs)
    for output in 0..<outputs {
      for input in random.permutation(inputs).prefix(connections) {
        values[Int(input) * outputs + output] = deviation * random.normal()
      }
    }
    return values
  }
}
