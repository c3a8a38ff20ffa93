import CAllocationCounter
import Testing

@testable import DescentCore

/// A compiled program owns its memory: running it asks for none.
@Suite(.serialized) struct AllocationTests {
  @Test(.enabled(if: allocation_counter_is_active()), arguments: [1, 2])
  func `a training step allocates nothing while it runs`(threads: Int) async {
    let program = TrainingStep.program(threads: threads)
    let execution = Execution(
      program, inputs: program.inputs.map { Storage(byteCount: $0.shape.count * $0.dtype.size) })
    for _ in 0..<20 { execution.run() }
    let before = allocation_counter_value_of_thread()
    for _ in 0..<100 { execution.run() }
    #expect(allocation_counter_value_of_thread() == before)
    // The workers, too: other threads of the test process allocate when they like, so that a
    // quiet moment of a run has to be found.
    var fewest = Int64.max
    for _ in 0..<40_000 where fewest > 0 {
      let before = allocation_counter_value()
      execution.run()
      fewest = min(fewest, allocation_counter_value() - before)
    }
    #expect(fewest == 0)
  }

  @Test(.enabled(if: allocation_counter_is_active()))
  func `the counter counts`() {
    let before = allocation_counter_value()
    let storage = Storage(byteCount: 100)
    #expect(allocation_counter_value() > before && storage.byteCount == 100)
  }
}
