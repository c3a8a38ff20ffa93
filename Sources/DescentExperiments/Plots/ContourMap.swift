import DescentCore
import DescentOptimizers
import Foundation

/// The contours of a function of two variables, at values spaced evenly in log(f − lowest f).
struct ContourMap {
  /// The lines on which the function has one value, in the function's own coordinates.
  struct Contour {
    let level: Double
    let lines: [[SIMD2<Double>]]
  }

  let contours: [Contour]

  private static let (columns, rows, levels) = (180, 150, 13)

  init(of objective: Objective, in frame: Frame) {
    let (columns, rows) = (Self.columns, Self.rows)
    let step = SIMD2(
      (frame.x.upperBound - frame.x.lowerBound) / Double(columns - 1),
      (frame.y.upperBound - frame.y.lowerBound) / Double(rows - 1))
    let origin = SIMD2(frame.x.lowerBound, frame.y.lowerBound)
    var oracle = Oracle(objective)
    var values: [Double] = []
    values.reserveCapacity(columns * rows)
    for row in 0..<rows {
      for column in 0..<columns {
        let point = origin + step * [Double(column), Double(row)]
        values.append(
          oracle.value(at: NDArray([point.x, point.y]).converted(to: objective.precision)))
      }
    }
    let squares = MarchingSquares(columns: columns, rows: rows, values: values)
    contours = Self.levels(for: values).map { level in
      let lines = squares.lines(at: level).map { $0.map { origin + step * $0 } }
      return Contour(level: level, lines: lines)
    }
  }

  /// Few extreme values, at a pole for instance, have no say in the spacing.
  private static func levels(for values: [Double]) -> [Double] {
    let sorted = values.filter(\.isFinite).sorted()
    guard let lowest = sorted.first else { return [] }
    let rises = sorted.map { $0 - lowest }.filter { $0 > 0 && $0.isFinite }
    guard !rises.isEmpty else { return [] }
    let (low, high) = (rises[rises.count / 200], rises[rises.count * 97 / 100])
    guard high > low else { return [] }
    return (0..<Self.levels).map { k in
      lowest + low * pow(high / low, Double(k) / Double(Self.levels - 1))
    }
  }
}
