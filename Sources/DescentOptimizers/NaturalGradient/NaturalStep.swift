import DescentCore

/// The compiled step of a natural gradient; the products of the rows are kept while the point and
/// the data stay.
final class NaturalStep {
  private let point, gradient, last, damping: Storage
  private let execution: StagedExecution
  private let precision: DType
  /// How many rows of the factor an example has.
  let rowsPerExample: Int
  /// Which data what is kept was computed from; nil before the first.
  private var data: Int?

  init(_ solver: NaturalGradient, _ objective: Objective) {
    guard let composition = objective.composition else {
      fatalError("NaturalGradient: the objective has no model and loss")
    }
    let count = objective.layout.count
    precision = objective.precision
    let vector = Program.Input([count], precision)
    let storages = (0..<3).map { [precision] _ in Storage(byteCount: count * precision.size) }
    (point, gradient, last) = (storages[0], storages[1], storages[2])
    damping = Storage(byteCount: 8)
    var rowsPerExample = 0
    execution = StagedExecution(
      inputs: [(vector, point), (vector, gradient), (vector, last), (.init([]), damping)],
      changing: [1, 2, 3], threads: objective.threads
    ) { input in
      let space = SampleSpace(
        solver.fisher, of: composition, at: objective.variables(in: input[0]))
      rowsPerExample = space.rowsPerExample
      let solution = space.solution(objective.variables(in: input[1]), damping: input[3])
      let vectors = solution.map(\.flattened)
      let step = solver.momentum * input[2] - .concatenate(vectors)
      return [step, space.curvature(along: objective.variables(in: step))]
    }
    self.rowsPerExample = rowsPerExample
  }

  /// −(F + λ·I)⁻¹·g + μ·s, and dᵀFd along it.
  ///
  /// - Parameter data: A number for the data at hand.
  func step(
    at point: NDArray, gradient: NDArray, last: NDArray?, damping: Double, data: Int
  ) -> (step: [Double], curvature: Double) {
    if self.data != data || !self.point.hasSameBytes(as: point.storage) {
      self.point.copyBytes(from: point.storage)
      execution.prepare()
      self.data = data
    }
    self.gradient.copyBytes(from: gradient.storage)
    self.last.copyBytes(from: (last ?? .zeros(point.shape, precision)).storage)
    self.damping.write(CollectionOfOne(damping))
    execution.run()
    return (execution.output(0).doubles, execution.scalar(1))
  }
}
