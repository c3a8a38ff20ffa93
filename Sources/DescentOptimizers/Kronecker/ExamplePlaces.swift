import DescentCore

/// Where the examples of a batch lie in the values of a traced graph.
///
/// A stride s stands for: element e of a value, in row-major order, belongs to example
/// (e / s) mod n. Reshaping keeps it. A value without a stride has no axis for the examples: it does
/// not depend on them, or mixes them (a mean over the batch).
struct ExamplePlaces {
  /// The number of examples, n.
  let count: Int
  private var strides: [ObjectIdentifier: Int] = [:]

  /// The part of an axis that counts the examples: of its positions k, example (k / inner) mod n.
  struct Place: Equatable {
    var axis: Int
    var inner: Int
  }

  /// - Parameter order: The nodes of a graph, inputs before users.
  /// - Parameter batch: Values whose axis 0 counts the examples.
  init(in order: [Node], batch: [Tensor]) {
    require(
      !batch.isEmpty && batch.allSatisfy { $0.rank > 0 && $0.shape[0] == batch[0].shape[0] },
      "ExamplePlaces: shapes \(batch.map(\.shape)) have no common number of examples on axis 0")
    count = batch[0].shape[0]
    for x in batch { strides[ObjectIdentifier(x.node)] = x.shape.count / count }
    for node in order where strides[ObjectIdentifier(node)] == nil {
      strides[ObjectIdentifier(node)] = stride(of: node)
    }
  }

  /// The axis of `node` that counts the examples, nil where there is none.
  func place(_ node: Node) -> Place? {
    guard let stride = strides[ObjectIdentifier(node)] else { return nil }
    // Every element is of the only example, wherever its axis went.
    return count == 1 ? Place(axis: 0, inner: 1) : place(of: stride, in: node.shape)
  }

  private func place(of stride: Int, in shape: Shape) -> Place? {
    var step = shape.count
    for axis in 0..<shape.rank {
      let whole = step
      step /= shape[axis]
      if stride % step == 0 && whole % (stride * count) == 0 {
        return Place(axis: axis, inner: stride / step)
      }
    }
    return nil
  }

  private func stride(of node: Node) -> Int? {
    let known = node.inputs.map { strides[ObjectIdentifier($0)] }
    guard known.contains(where: { $0 != nil }) else { return nil }
    if count == 1 { return 1 }
    if case .reshape = node.op { return known[0] }
    guard let place = resultPlace(of: node, node.inputs.map { self.place($0) }) else { return nil }
    return node.shape.sizes.dropFirst(place.axis + 1).reduce(place.inner, *)
  }

  /// The place in the result of an operation, given those in its inputs.
  private func resultPlace(of node: Node, _ places: [Place?]) -> Place? {
    let (x, rank) = (node.inputs, node.shape.rank)
    func moved(_ axis: (Int) -> Int?) -> Place? {
      places[0].flatMap { p in axis(p.axis).map { Place(axis: $0, inner: p.inner) } }
    }
    switch node.op {
    case .input, .feed, .literal, .constant, .iota, .reshape: return nil
    case .unary, .binary, .select, .cast: return common(places)
    case .stopGradient, .customDerivative: return places[0]
    case .broadcast: return moved { $0 + rank - x[0].shape.rank }
    case .transpose(let permutation): return moved { permutation.firstIndex(of: $0) }
    case .slice(let starts, let sizes):
      return moved { isWhole($0, [starts[$0], sizes[$0]], places[0]) ? $0 : nil }
    case .pad(let before, let shape):
      return moved { isWhole($0, [before[$0], shape[$0]], places[0]) ? $0 : nil }
    case .concatenate(let axis):
      let place = common(places)
      return place?.axis == axis && !isWhole(axis, x.map { $0.shape[axis] }, place) ? nil : place
    case .reduce(_, let axes):
      return moved { axis in
        axes.contains(axis) ? nil : axis - axes.count { $0 < axis }
      }
    case .matmul(let left, let right):
      return product(places, rank, rows: rank - (left ? 1 : 2), columns: rank - (right ? 2 : 1))
    case .take: return rowPlace(table: places[0], indices: places[1])
    case .scatterAdd: return places[0] == nil ? rowPlace(table: places[1], indices: nil) : nil
    case .cholesky, .eigendecomposition: return moved { $0 < rank - 2 ? $0 : nil }
    case .triangularSolve: return product(places, rank, rows: nil, columns: rank - 1)
    }
  }

  /// The one place that the values with examples agree on.
  private func common(_ places: [Place?]) -> Place? {
    let known = places.compactMap { $0 }
    return known.allSatisfy { $0 == known[0] } ? known.first : nil
  }

  /// The place where rows are picked: of examples with indices of their own, or the same rows of
  /// all examples.
  private func rowPlace(table: Place?, indices: Place?) -> Place? {
    guard let table else { return indices }
    return indices == nil && table.axis > 0 ? table : nil
  }

  /// Whether all of `sizes` are whole sets of examples, as positions along `axis`.
  private func isWhole(_ axis: Int, _ sizes: [Int], _ place: Place?) -> Bool {
    guard let place, place.axis == axis else { return true }
    return sizes.allSatisfy { $0.isMultiple(of: count * place.inner) }
  }

  /// The place in a product of matrices: an axis of rows of the left one, of columns of the right
  /// one, or a leading axis.
  private func product(_ places: [Place?], _ rank: Int, rows: Int?, columns: Int) -> Place? {
    var results: [Place] = []
    for (place, kept) in zip(places, [(rows, rank - 2), (columns, rank - 1)]) {
      guard let place else { continue }
      if place.axis < rank - 2 {
        results.append(place)
      } else if place.axis == kept.0 {
        results.append(Place(axis: kept.1, inner: place.inner))
      } else {
        return nil
      }
    }
    return common(results)
  }
}
