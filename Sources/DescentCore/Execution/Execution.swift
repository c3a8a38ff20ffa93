import CDescentKernels

/// A program bound to memory: inputs stay where they are from run to run, results are left in
/// place, and a run allocates nothing.
///
/// Not `Sendable`: one thread sets inputs, runs and reads.
package final class Execution {
  package let program: Program
  /// The arrays that the inputs lie in; a donated one is overwritten by its output.
  package let inputs: [Storage]
  private let outputs: [Storage]
  private let bound: BoundPlan
  /// Outputs that could not be computed in the place of the input that they overwrite.
  private let copies: [(output: Storage, input: Storage)]

  /// - Parameter inputs: Memory for each argument, exactly as large as its shape and type ask for;
  ///   feeds have their own.
  package init(_ program: Program, inputs: [Storage]) {
    let inputs = inputs + program.feeds.map(\.storage)
    require(
      inputs.count == program.inputs.count,
      "Execution: the program takes \(program.inputs.count) arrays, got \(inputs.count)")
    for (index, (storage, input)) in zip(inputs, program.inputs).enumerated() {
      require(
        storage.byteCount == input.shape.count * input.dtype.size,
        "Execution: input \(index) of \(input.dtype)\(input.shape) does not take \(storage.byteCount) bytes"
      )
    }
    self.program = program
    self.inputs = inputs
    outputs = program.outputs.enumerated().map { index, output in
      program.plan.donations[index].map { inputs[$0] }
        ?? Storage(byteCount: output.shape.count * output.dtype.size)
    }
    copies = program.donors.sorted { $0.key < $1.key }.compactMap { [outputs] output, input in
      program.plan.donations[output] == nil ? (outputs[output], inputs[input]) : nil
    }
    bound = BoundPlan(program.plan, inputs: inputs, outputs: outputs)
  }

  /// Runs the program once on what its inputs hold.
  package func run() {
    bound.run()
    for copy in copies { copy.input.copyBytes(from: copy.output) }
  }

  /// A copy of a result of the last run.
  package func output(_ index: Int) -> NDArray {
    NDArray(
      dtype: program.outputs[index].dtype, shape: program.outputs[index].shape,
      storage: outputs[index].copy())
  }

  /// Where the next run leaves a result.
  package func place(ofOutput index: Int) -> Storage { outputs[index] }

  /// A result of the last run that is a single number.
  package func scalar(_ index: Int) -> Double {
    switch program.outputs[index].dtype {
    case .float32: Double(outputs[index].first(Float.self))
    case .float64: outputs[index].first(Double.self)
    case .int32: Double(outputs[index].first(Int32.self))
    case .uint8: Double(outputs[index].first(UInt8.self))
    case .bool: outputs[index].first(Bool.self) ? 1 : 0
    }
  }
}
