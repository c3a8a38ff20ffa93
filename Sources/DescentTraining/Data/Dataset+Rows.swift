public import DescentCore

extension Dataset {
  /// The examples with these row indices, in this order.
  ///
  /// - Precondition: Every index is in 0 ..< `rowCount`.
  public func rows(_ indices: some Sequence<Int32>) -> Dataset {
    let indices = indices.map(Int.init)
    return Dataset(
      name: name, features: features.rows(indices), targets: targets?.rows(indices),
      featureNames: featureNames, featureShape: featureShape, featureScale: featureScale,
      labelName: labelName)
  }

  /// Two parts chosen at random: `heldOut` has round(fraction · rows) examples, `rest` the others.
  ///
  /// The same seed chooses the same rows. Both parts keep the rows in their order, and each
  /// row is copied once; a fraction of 0 copies nothing.
  ///
  /// - Parameter fraction: In [0, 1).
  /// - Throws: When `fraction` is not in its range or, above 0, leaves one of the parts empty.
  public func split(
    fraction: Double, seed: UInt64
  ) throws(DescentError) -> (rest: Dataset, heldOut: Dataset) {
    guard fraction >= 0, fraction < 1 else {
      throw DescentError(
        "fraction of \(name) to hold out", expected: "a number from 0 to below 1",
        found: "\(fraction)")
    }
    if fraction == 0 { return (self, rows([])) }
    let count = Int((fraction * Double(rowCount)).rounded())
    guard count > 0, count < rowCount else {
      throw DescentError(
        "fraction of \(name) to hold out", expected: "one that leaves rows in both parts",
        found: "\(fraction) of \(rowCount) row\(rowCount == 1 ? "" : "s")")
    }
    var random = RandomSource(seed: seed)
    let order = random.permutation(rowCount)
    return (rows(order[count...].sorted()), rows(order[..<count].sorted()))
  }
}
