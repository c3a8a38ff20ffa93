public import DescentCore

/// How stored features become the inputs of a model: x -> (x - shift) · scale.
///
/// Both are float64, and of shape `[]` for all features alike or `[features]`.
public struct FeatureScaling: Sendable, Hashable {
  /// What is subtracted from each feature.
  public let shift: NDArray
  /// What the difference is multiplied by.
  public let scale: NDArray

  /// The scaling by these two.
  ///
  /// - Precondition: Both are float64 and have the same shape, of at most one axis.
  public init(shift: NDArray, scale: NDArray) {
    require(
      shift.dtype == .float64 && scale.dtype == .float64 && shift.shape == scale.shape
        && shift.shape.rank < 2,
      "FeatureScaling: shift and scale must be float64 of one shape, got \(shift) and \(scale)")
    self.shift = shift
    self.scale = scale
  }

  /// Features as they are stored.
  public static let none = scaled(by: 1)

  /// Stored features times `scale`; `Dataset.featureScale` brings bytes near 0 ... 1.
  public static func scaled(by scale: Double) -> FeatureScaling {
    FeatureScaling(shift: NDArray(scalar: 0.0), scale: NDArray(scalar: scale))
  }

  /// Each feature with the mean 0 and the population standard deviation 1 over `data`.
  ///
  ///     μₖ = μₖ₋₁ + (xₖ - μₖ₋₁)/k,  Mₖ = Mₖ₋₁ + (xₖ - μₖ₋₁)(xₖ - μₖ),  σ² = Mₙ/n
  ///
  /// Welford 1962, in double precision over the stored values. The deviation of a constant
  /// column is exactly 0 by this recursion; its scale is 1.
  public static func standard(of data: Dataset) -> FeatureScaling {
    let width = data.featureCount
    var mean = [Double](repeating: 0, count: width)
    var sum = mean
    let rowsAtOnce = max(1, (1 << 16) / max(width, 1))
    for start in stride(from: 0, to: data.rowCount, by: rowsAtOnce) {
      let count = min(rowsAtOnce, data.rowCount - start)
      let values = data.features.doubles(from: start * width, count: count * width)
      for row in 0..<count {
        let weight = 1 / Double(start + row + 1)
        for column in 0..<width {
          let x = values[row * width + column]
          let delta = x - mean[column]
          mean[column] += delta * weight
          sum[column] += delta * (x - mean[column])
        }
      }
    }
    let scale = sum.map { sum in
      let deviation = (sum / Double(data.rowCount)).squareRoot()
      return deviation > 0 && deviation.isFinite ? 1 / deviation : 1
    }
    return FeatureScaling(shift: NDArray(mean), scale: NDArray(scale))
  }
}

extension NDArray {
  /// `count` scalars from scalar `start` on, as doubles.
  func doubles(from start: Int, count: Int) -> [Double] {
    switch dtype {
    case .float64: storage.scalars(Double.self, from: start, count: count)
    case .float32: storage.scalars(Float.self, from: start, count: count).map { Double($0) }
    case .int32: storage.scalars(Int32.self, from: start, count: count).map { Double($0) }
    case .uint8: storage.scalars(UInt8.self, from: start, count: count).map { Double($0) }
    case .bool: storage.scalars(Bool.self, from: start, count: count).map { $0 ? 1 : 0 }
    }
  }
}
