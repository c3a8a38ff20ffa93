/// The part of the plane that a plot shows.
struct Frame {
  let x: ClosedRange<Double>
  let y: ClosedRange<Double>

  /// The rectangle around paths with some room at the sides.
  ///
  /// A path that runs away would make a dot of all the others: points more than ten times as far
  /// from the start as the farthest end that is near it do not count.
  init(around paths: [[SIMD2<Double>]]) {
    let start = paths[0][0]
    let distance = { (point: SIMD2<Double>) in
      let d = point - start
      return max(abs(d.x), abs(d.y))
    }
    let ends = paths.map { distance($0[$0.count - 1]) }.filter { $0 > 0 }
    let limit = 10 * (ends.min() ?? 0)
    let points = [start] + paths.joined().filter { distance($0) <= limit }
    x = Self.range(of: points.map(\.x))
    y = Self.range(of: points.map(\.y))
  }

  private static func range(of values: [Double]) -> ClosedRange<Double> {
    let (low, high) = (values.min() ?? 0, values.max() ?? 0)
    // A path along one axis gets room across it.
    let span = max(high - low, 1e-9 * max(abs(low), abs(high)), 1e-300)
    let isFlat = high - low < 1e-9 * max(abs(low), abs(high), 1e-280)
    let room = isFlat ? max(abs(low), 1) / 2 : 0.18 * span
    return (low - room)...(high + room)
  }
}
