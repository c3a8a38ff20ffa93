/// A program of which some inputs change from run to run while others stay: what depends on the
/// steady ones alone is computed once and kept.
///
/// A product of a curvature matrix with a vector, for instance, needs the activations of a network at
/// its parameters, whatever the vector.
package final class StagedExecution {
  private let steady, changing: Execution

  /// - Parameter inputs: What the function takes, and the memory that it lies in.
  /// - Parameter changing: The inputs that change from one `run` to the next; when others do, or
  ///   feeds, `prepare` has to come before the next `run`.
  package init(
    inputs: [(input: Program.Input, storage: Storage)], changing: Set<Int>, threads: Int? = nil,
    file: StaticString = #fileID, line: UInt = #line, _ function: ([Tensor]) -> [Tensor]
  ) {
    let origin = SourceLocation(file: file, line: line)
    let arguments = inputs.enumerated().map { index, item in
      Tensor(Node(.input(index: index, item.input.shape, item.input.dtype), origin: origin))
    }
    let stages = Graph(function(arguments)).simplified()
      .staged(changing: changing, from: inputs.count)
    let storage = inputs.map(\.storage)
    let (steadyGraph, feeds) = stages.steady.bindingFeeds(from: inputs.count)
    let prepare = Program(
      steadyGraph, inputs: inputs.map(\.input) + feeds.map(\.input), feeds: feeds,
      threads: threads)
    steady = Execution(prepare, inputs: storage)

    let kept = prepare.outputs.indices.map { prepare.shardedOutput($0) }
    let (graph, others) = stages.changing
      .seeing(kept, from: inputs.count).bindingFeeds(from: inputs.count + kept.count)
    let product = Program(
      graph, inputs: inputs.map(\.input) + kept + others.map(\.input), feeds: others,
      threads: threads)
    self.changing = Execution(
      product, inputs: storage + kept.indices.map { [steady] in steady.place(ofOutput: $0) })
  }

  /// Computes what is kept.
  package func prepare() { steady.run() }

  /// Computes the results from what is kept and what changes.
  package func run() { changing.run() }

  /// Where `run` leaves a result.
  package func place(ofOutput index: Int) -> Storage { changing.place(ofOutput: index) }

  /// A copy of a result of the last run.
  package func output(_ index: Int) -> NDArray { changing.output(index) }

  /// A result of the last run that is a single number.
  package func scalar(_ index: Int) -> Double { changing.scalar(index) }

  /// How many bytes are kept.
  package var keptBytes: Int {
    steady.program.outputs.reduce(0) { $0 + $1.shape.count * $1.dtype.size }
  }
}

extension Program {
  /// An output as an input of another program whose threads have the same rows of the batch.
  fileprivate func shardedOutput(_ index: Int) -> Input {
    var output = outputs[index]
    guard plan.batch > 0, plan.distributions[plan.graph.outputs[index]] == .rows else {
      return output
    }
    output.isBatch = true
    if output.shape[0] != plan.batch {
      output.shape = [plan.batch, output.shape.count / plan.batch]
    }
    return output
  }
}

extension Graph {
  /// The same graph whose inputs from number `first` on have these shapes, and are seen under their
  /// own.
  fileprivate func seeing(_ inputs: [Program.Input], from first: Int) -> Graph {
    var result = Graph()
    var renamed: [Int] = []
    for entry in entries {
      var entry = entry
      entry.inputs = entry.inputs.map { renamed[$0] }
      if case .input(let index, _, _) = entry.op, index >= first,
        inputs[index - first].shape != entry.shape
      {
        let input = inputs[index - first]
        renamed.append(result.entries.count + 1)
        result.entries.append(
          Entry(
            op: .input(index: index, input.shape, input.dtype), inputs: [], shape: input.shape,
            dtype: input.dtype))
        entry.op = .reshape(entry.shape)
        entry.inputs = [result.entries.count - 1]
      } else {
        renamed.append(result.entries.count)
      }
      result.entries.append(entry)
    }
    result.outputs = outputs.map { renamed[$0] }
    return result
  }
}
