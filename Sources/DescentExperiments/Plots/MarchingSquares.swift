/// Lines of equal value over a grid, by marching squares.
///
/// Each square of the grid is crossed by a line where the value at some of its corners is above
/// the level and at others not; the crossing of an edge is found by linear interpolation. Squares
/// with opposite corners above are told apart by the mean of the corners. Lorensen & Cline 1987,
/// doi:10.1145/37402.37422, in two dimensions. Squares with a corner that is not finite are left
/// out.
struct MarchingSquares {
  /// The numbers of points along both axes.
  let columns: Int
  let rows: Int
  /// The values row by row.
  let values: [Double]

  /// An edge of the grid, from a point to its right or upper neighbor.
  private struct Edge: Hashable {
    var x: Int
    var y: Int
    var isVertical: Bool
  }

  /// The lines of this level, in units of the grid, each from end to end or around.
  func lines(at level: Double) -> [[SIMD2<Double>]] {
    var neighbors: [Edge: [Edge]] = [:]
    var order: [Edge] = []
    for y in 0..<rows - 1 {
      for x in 0..<columns - 1 {
        for (a, b) in segments(x, y, level) {
          for edge in [a, b] where neighbors[edge] == nil { order.append(edge) }
          neighbors[a, default: []].append(b)
          neighbors[b, default: []].append(a)
        }
      }
    }
    // Lines with ends first: begun anywhere else they would fall into two.
    let starts = order.filter { neighbors[$0]?.count == 1 } + order
    return starts.compactMap { start in
      var line: [Edge] = []
      var next: Edge? = neighbors[start] == nil ? nil : start
      let isLoop = neighbors[start]?.count == 2
      while let edge = next, let around = neighbors.removeValue(forKey: edge) {
        line.append(edge)
        next = around.first { neighbors[$0] != nil }
      }
      if isLoop { line.append(start) }
      return line.isEmpty ? nil : line.map { crossing(of: $0, level) }
    }
  }

  /// The pairs of edges of a square that a line connects.
  private func segments(_ x: Int, _ y: Int, _ level: Double) -> [(Edge, Edge)] {
    let corners = [value(x, y), value(x + 1, y), value(x + 1, y + 1), value(x, y + 1)]
    guard corners.allSatisfy(\.isFinite) else { return [] }
    let bottom = Edge(x: x, y: y, isVertical: false)
    let right = Edge(x: x + 1, y: y, isVertical: true)
    let top = Edge(x: x, y: y + 1, isVertical: false)
    let left = Edge(x: x, y: y, isVertical: true)
    let above = corners.map { $0 > level }
    let isMiddleAbove = corners.reduce(0) { $0 + $1 / 4 } > level
    switch (above[0], above[1], above[2], above[3]) {
    case (true, false, true, false):
      return isMiddleAbove ? [(bottom, right), (top, left)] : [(left, bottom), (right, top)]
    case (false, true, false, true):
      return isMiddleAbove ? [(left, bottom), (right, top)] : [(bottom, right), (top, left)]
    default:
      let crossed = [
        (bottom, above[0] != above[1]), (right, above[1] != above[2]),
        (top, above[2] != above[3]), (left, above[3] != above[0]),
      ].filter(\.1)
      return crossed.count == 2 ? [(crossed[0].0, crossed[1].0)] : []
    }
  }

  private func crossing(of edge: Edge, _ level: Double) -> SIMD2<Double> {
    let (dx, dy) = edge.isVertical ? (0, 1) : (1, 0)
    let (a, b) = (value(edge.x, edge.y), value(edge.x + dx, edge.y + dy))
    let t = (level - a) / (b - a)
    return SIMD2(Double(edge.x) + t * Double(dx), Double(edge.y) + t * Double(dy))
  }

  private func value(_ x: Int, _ y: Int) -> Double { values[y * columns + x] }
}
