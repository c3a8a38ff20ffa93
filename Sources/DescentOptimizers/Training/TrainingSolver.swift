public import DescentCore

/// A solver that models can be trained with: on data that may change from step to step, and from
/// checkpoints.
///
/// Before each step the solver is shown the data at hand. Those that go by a single gradient a step
/// compute it then; those that know the gradient where they stand have nothing to do unless the data
/// are new.
public protocol TrainingSolver: Solver, Described where State: StoredState {
  /// How many rows a step is usually taken on.
  static var batch: BatchUse { get }

  /// Whether value and gradient at the start of a step become known only while it is taken; an iterate
  /// then has those of the point that it was reached from.
  static var observesWhileStepping: Bool { get }

  /// Computes what has to be known of the function before a step, on the data at hand.
  func observe(_ state: inout State, _ oracle: inout Oracle, isNewData: Bool)

  /// Throws if a state that was restored is not one of this solver for this objective.
  func check(_ state: State, of objective: Objective) throws(DescentError)

  /// What there is to tell about the last step.
  func details(of state: State) -> [StepDetail]
}

extension TrainingSolver {
  public static var batch: BatchUse { .whole }
  public static var observesWhileStepping: Bool { false }

  public func observe(_ state: inout State, _ oracle: inout Oracle, isNewData: Bool) {
    guard isNewData else { return }
    state.iterate.refresh(&oracle)
  }

  public func check(_ state: State, of objective: Objective) throws(DescentError) {}

  public func details(of state: State) -> [StepDetail] { [] }
}

/// A number that a solver tells about a step.
public struct StepDetail: Sendable, Hashable {
  /// Its key in records: "cgIterations".
  public var key: String
  /// What people call it: "CG".
  public var title: String
  /// The number.
  public var value: Double

  /// A number under these names.
  public init(_ key: String, _ title: String, _ value: Double) {
    (self.key, self.title, self.value) = (key, title, value)
  }
}

/// The state of a solver that can be saved and gone on from.
public protocol StoredState: SolverState {
  /// All that is remembered beside what can be computed anew at the point, by name.
  var memory: [String: NDArray] { get }

  /// The state at a point that is known, with what was remembered.
  ///
  /// - Throws: If something is missing, or is not what a state remembers.
  init(iterate: Iterate, memory: [String: NDArray]) throws(DescentError)
}

extension [String: NDArray] {
  /// The array of this name.
  ///
  /// - Throws: If there is none, or it has another shape.
  func array(_ name: String, shape: Shape? = nil) throws(DescentError) -> NDArray {
    guard let array = self[name], array.shape == shape ?? array.shape else {
      throw DescentError(
        "memory of the optimizer",
        expected: "'\(name)'" + (shape.map { " of shape \($0)" } ?? ""),
        found: self[name].map { "shape \($0.shape)" } ?? "none")
    }
    return array
  }

  /// The number of this name; nil where it stands for none.
  func number(_ name: String) throws(DescentError) -> Double { try array(name, shape: []).scalar }
}
