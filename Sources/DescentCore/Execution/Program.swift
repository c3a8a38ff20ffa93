import CDescentKernels

/// A traced, compiled program: a function of arrays that can be run again and again.
///
///     let program = Program(.init([3])) { x in [(x * x).sum()] }
///     program(NDArray([1.0, 2.0, 3.0]))[0].scalar  // 14
///
/// The closure is called once, while the program is made. `description` shows what it became.
public struct Program: Sendable {
  /// The shape and type of an input.
  public struct Input: Sendable, Hashable {
    /// The sizes of the axes.
    public var shape: Shape
    /// The type of the scalars.
    public var dtype: DType
    /// Whether axis 0 is a batch, along which threads share the work.
    public var isBatch: Bool

    /// An input of this shape and type.
    public init(_ shape: Shape, _ dtype: DType = .float64, isBatch: Bool = false) {
      (self.shape, self.dtype, self.isBatch) = (shape, dtype, isBatch)
    }
  }

  /// The shapes and types that the program takes, then those of the feeds that it reads.
  public let inputs: [Input]
  /// The shapes and types of what it takes.
  package var arguments: ArraySlice<Input> { inputs.dropLast(feeds.count) }
  /// What it reads beside its arguments.
  package let feeds: [Feed]
  /// The shapes and types that it gives.
  public let outputs: [Input]
  /// The graph as the closure was traced.
  package let traced: Graph
  package let plan: Plan
  /// The inputs that are overwritten by an output, by the output's index.
  package let donors: [Int: Int]

  /// Traces and compiles `function`.
  ///
  /// - Parameter inputs: Shapes and types of what the closure takes.
  /// - Parameter donors: Inputs that outputs overwrite: the input's index by the output's. Both must
  ///   agree in shape and type. Where an output cannot be computed in place, it is copied.
  /// - Parameter threads: How many threads share the work; nil for one a processor.
  package init(
    inputs: [Input], donors: [Int: Int] = [:], threads: Int? = nil,
    file: StaticString = #fileID, line: UInt = #line, _ function: ([Tensor]) -> [Tensor]
  ) {
    let origin = SourceLocation(file: file, line: line)
    let arguments = inputs.enumerated().map { index, input in
      Tensor(
        Node(.input(index: index, input.shape, input.dtype), origin: origin))
    }
    let (graph, feeds) = Graph(function(arguments)).bindingFeeds(from: inputs.count)
    self.init(
      graph, inputs: inputs + feeds.map(\.input), feeds: feeds, donors: donors, threads: threads)
  }

  /// Compiles a graph whose last inputs are feeds.
  init(
    _ graph: Graph, inputs: [Input], feeds: [Feed], donors: [Int: Int] = [:], threads: Int?
  ) {
    require(
      graph.entries.allSatisfy { $0.shape.count > 0 },
      "Program: tensors without elements cannot be compiled")
    (traced, self.inputs, self.feeds) = (graph, inputs, feeds)
    outputs = graph.outputs.map { Input(graph.entries[$0].shape, graph.entries[$0].dtype) }
    require(
      Set(donors.values).count == donors.count, "Program: two outputs cannot overwrite one input")
    for (output, input) in donors {
      require(
        outputs[output].shape == inputs[input].shape
          && outputs[output].dtype == inputs[input].dtype,
        "Program: output \(output) of shape \(outputs[output].shape) cannot overwrite input \(input) of shape \(inputs[input].shape)"
      )
    }
    self.donors = donors
    let batch = Set(inputs.indices.filter { inputs[$0].isBatch })
    plan = Plan(
      graph.simplified(), batchInputs: batch, donors: donors,
      threads: threads ?? Program.processorCount)
  }

  /// Traces and compiles a function of one array.
  public init(
    _ input: Input, threads: Int? = nil, file: StaticString = #fileID, line: UInt = #line,
    _ function: (Tensor) -> [Tensor]
  ) {
    self.init(inputs: [input], threads: threads, file: file, line: line) { function($0[0]) }
  }

  /// Traces and compiles a function of several arrays.
  ///
  ///     let program = Program([.init([2, 3]), .init([3])]) { x in [matmul(x[0], x[1])] }
  ///     program(matrix, vector)[0]
  public init(
    _ inputs: [Input], threads: Int? = nil, file: StaticString = #fileID, line: UInt = #line,
    _ function: ([Tensor]) -> [Tensor]
  ) {
    self.init(inputs: inputs, threads: threads, file: file, line: line, function)
  }

  /// The number of processors that this process may use.
  public static var processorCount: Int { Int(descent_processor_count()) }

  /// Runs the program once.
  ///
  /// - Precondition: The arguments have the shapes and types of `inputs`.
  public func callAsFunction(_ arguments: NDArray...) -> [NDArray] { run(arguments) }

  /// The program bound to these arguments: each call runs it once more, without allocating.
  public func prepared(_ arguments: NDArray...) -> () -> Void {
    check(arguments)
    let execution = Execution(self, inputs: arguments.map { $0.storage.copy() })
    return { execution.run() }
  }

  /// Runs the program once.
  package func run(_ arguments: [NDArray]) -> [NDArray] {
    check(arguments)
    // A donated input is overwritten; the caller's array must not be.
    let overwritten = Set(donors.values)
    let execution = Execution(
      self,
      inputs: arguments.enumerated().map { index, argument in
        overwritten.contains(index) ? argument.storage.copy() : argument.storage
      })
    execution.run()
    return outputs.indices.map(execution.output)
  }

  private func check(_ arguments: [NDArray]) {
    require(
      arguments.count == self.arguments.count,
      "Program: takes \(self.arguments.count) arrays, got \(arguments.count)")
    for (argument, input) in zip(arguments, inputs) {
      require(
        argument.shape == input.shape && argument.dtype == input.dtype,
        "Program: takes \(input.dtype)\(input.shape), got \(argument.dtype)\(argument.shape)")
    }
  }
}

extension Program: CustomStringConvertible {
  /// The graph as traced, then what is run: phases, steps, and where each result lies.
  public var description: String {
    "traced:\n\(traced)\n\ncompiled for \(plan.threads) thread\(plan.threads == 1 ? "" : "s"):\n\(plan)"
  }
}
