import Testing

@testable import DescentCore

/// Compiled programs against the reference evaluator on random graphs.
@Suite struct RandomGraphTests {
  private func check(_ seed: UInt64, batch: Int?, threads: Int) {
    let function = RandomFunction(seed: seed, batch: batch)
    let program = Program(
      inputs: function.inputs, donors: function.donors, threads: threads, function.callAsFunction)
    let expected = program.traced.evaluated(function.arguments)
    let results = program.run(function.arguments)
    for (number, (result, value)) in zip(results, expected).enumerated() {
      expectClose(
        result, value, "(output \(number), seed \(seed), batch \(batch ?? 0), \(threads) threads)")
    }
    // Memory holds the values of a first run now, which must not matter.
    let execution = Execution(program, inputs: function.arguments.map { $0.storage.copy() })
    execution.run()
    for (output, input) in program.donors {
      let overwritten = NDArray(
        dtype: program.inputs[input].dtype, shape: program.inputs[input].shape,
        storage: execution.inputs[input].copy())
      #expect(overwritten == results[output], "seed \(seed)")
      execution.inputs[input].write(
        function.arguments[input].storage.scalars(
          UInt8.self, count: execution.inputs[input].byteCount))
    }
    execution.run()
    for number in results.indices {
      #expect(execution.output(number) == results[number], "the second run differs, seed \(seed)")
    }
  }

  @Test(arguments: 0..<12 as Range<UInt64>)
  func `programs equal the reference`(family: UInt64) {
    for seed in family * 100..<family * 100 + 100 {
      for threads in 1...3 { check(seed, batch: nil, threads: threads) }
    }
  }

  @Test(arguments: [1, 2, 3, 4, 5, 7])
  func `programs sharded over a batch equal the reference`(batch: Int) {
    for seed in 0..<200 as Range<UInt64> {
      for threads in 1...3 { check(UInt64(batch) << 32 + seed, batch: batch, threads: threads) }
    }
  }
}
