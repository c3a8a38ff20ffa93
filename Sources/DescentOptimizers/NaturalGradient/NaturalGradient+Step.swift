public import DescentCore

extension NaturalGradient {
  public func step(_ state: inout State, _ oracle: inout Oracle) -> Outcome? {
    let system = oracle.cached("\(Self.name) \(settingsText)") { NaturalStep(self, $0) }
    let (start, damping) = (state.iterate, state.damping)
    let (direction, curvature) = system.step(
      at: start.point, gradient: start.gradient, last: state.last, damping: state.damping,
      data: oracle.data)
    oracle.countSampleSpace(rowsPerExample: system.rowsPerExample)
    let move = DampedMove(adaptsDamping: adaptsDamping, searchesLine: searchesLine)
    let model = dot(start.gradient.doubles, direction) + 0.5 * curvature
    let report = move.take(direction, model: model, &state.iterate, &state.damping, &oracle)
    state.ratio = report.ratio
    state.last = nil
    guard let length = report.length else {
      return move.reject(&state.iterate, &state.damping, after: damping)
    }
    if momentum > 0 {
      state.last = NDArray(direction.map { length * $0 }).converted(to: start.point.dtype)
    }
    return nil
  }

  /// The products of rows have to fit in memory.
  public func check(_ objective: Objective, steps: Int) throws(DescentError) {
    guard let composition = objective.composition else {
      throw .modelNeeded(by: Self.name, found: "a function")
    }
    let variables = objective.variables(
      in: Tensor(.input(index: 0, [objective.layout.count], objective.precision)))
    let (structure, output) = composition.structure(at: variables, on: composition.rows)
    let rows = composition.rowCount
    let each = fisher == .empirical ? 1 : output.shape.count / rows
    let others = structure.others.reduce(0) { $0 + variables[$1].shape.count }
    // Two parts of the products, their sum and its factor; the gradients of what is in no layer.
    let size = Double(objective.precision.size)
    func bytes(_ rows: Int) -> Double {
      let order = Double(rows * each)
      return order * order * (2 * size + 16) + order * Double(others) * size
    }
    guard bytes(rows) > Self.largestMemory else { return }
    let most = (1...rows).last { bytes($0) <= Self.largestMemory } ?? 1
    let advice = each > 1 ? " or --set fisher=empirical" : ""
    throw DescentError(
      Self.name, expected: "at most \(Int(Self.largestMemory)) bytes for the products of gradients",
      found: "\(rows) rows with \(each) gradients each, which take \(Int(bytes(rows)))",
      advice: "give --curvature-batch \(most)" + advice)
  }

  /// 2 GiB.
  private static var largestMemory: Double { 0x1p31 }
}

extension Oracle {
  /// Counts the gradients of all directions of the curvature's rows, and products there and back.
  fileprivate mutating func countSampleSpace(rowsPerExample: Int) {
    work += (Double(rowsPerExample) + Cost.product) * objective.curvatureRowCount
  }
}
