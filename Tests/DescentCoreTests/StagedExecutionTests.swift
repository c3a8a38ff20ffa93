import CAllocationCounter
import Testing

@testable import DescentCore

/// Programs cut where some of their inputs change, against the whole.
@Suite(.serialized) struct StagedExecutionTests {
  private func check(_ seed: UInt64, batch: Int?, threads: Int) {
    let function = RandomFunction(seed: seed, batch: batch)
    var random = RandomSource(seed: seed).split(2)
    let changing = Set(function.inputs.indices.filter { _ in random.index(below: 2) == 0 })
    let storages = function.arguments.map { $0.storage.copy() }
    let staged = StagedExecution(
      inputs: Array(zip(function.inputs, storages)), changing: changing, threads: threads,
      function.callAsFunction)
    let whole = Program(inputs: function.inputs, threads: 1, function.callAsFunction)
    let expected = whole.traced.evaluated(function.arguments)
    func compare(_ which: String) {
      for (number, value) in expected.enumerated() {
        expectClose(
          staged.output(number), value,
          "(\(which), output \(number), seed \(seed), batch \(batch ?? 0), \(threads) threads)")
      }
    }
    staged.prepare()
    staged.run()
    compare("first run")
    // Other values on the way, of what may change without another `prepare`.
    for k in changing {
      let zeros = [UInt8](repeating: 0, count: storages[k].byteCount)
      storages[k].write(zeros)
    }
    staged.run()
    for k in changing { storages[k].copyBytes(from: function.arguments[k].storage) }
    staged.run()
    compare("third run")
    staged.prepare()
    staged.run()
    compare("after another preparation")
  }

  @Test(arguments: 0..<6 as Range<UInt64>)
  func `staged results equal the reference to the last bit`(family: UInt64) {
    for seed in family * 100..<family * 100 + 100 {
      for threads in 1...2 { check(seed, batch: nil, threads: threads) }
    }
  }

  @Test(arguments: [1, 2, 3, 4, 5, 7])
  func `so do those that are sharded over a batch`(batch: Int) {
    for seed in 0..<100 as Range<UInt64> {
      for threads in 1...3 { check(UInt64(batch) << 32 + seed, batch: batch, threads: threads) }
    }
  }

  /// The Gauss–Newton product of half the mean squared output of a net with one hidden layer; the
  /// examples are rows that a feed chooses.
  private struct Net {
    let inputs = 3
    let units = 4
    let data = NDArray.uniform([9, 3], seed: 1)
    let activation: @Sendable (Tensor) -> Tensor

    var shapes: [Shape] { [[inputs, units], [units], [units, 2]] }

    func output(_ p: [Tensor], _ x: Tensor) -> Tensor {
      matmul(activation(matmul(x, p[0]) + p[1]), p[2])
    }

    func product(_ p: [Tensor], _ v: [Tensor], _ x: Tensor) -> [Tensor] {
      gaussNewtonVectorProduct(
        of: { [output($0, x)] }, loss: { 0.5 * square($0[0]).sum([1]).mean() }, at: p, along: v)
    }
  }

  private func staged(
    _ net: Net, rows: Feed, threads: Int
  ) -> (execution: StagedExecution, storages: [Storage]) {
    let shapes = net.shapes + net.shapes
    let storages = shapes.map { Storage(byteCount: $0.count * 8) }
    let execution = StagedExecution(
      inputs: zip(shapes, storages).map { (.init($0), $1) }, changing: [3, 4, 5],
      threads: threads
    ) { x in
      net.product(Array(x[..<3]), Array(x[3...]), Tensor(net.data).take(Tensor(rows)))
    }
    return (execution, storages)
  }

  @Test(arguments: [1, 2])
  func `a feed is read when what is kept is prepared`(threads: Int) {
    let net = Net(activation: { tanh($0) })
    let rows = Feed(.init([5], .int32, isBatch: true))
    let (execution, storages) = staged(net, rows: rows, threads: threads)
    for round in 0..<3 as Range<UInt64> {
      let values = (net.shapes + net.shapes).enumerated().map {
        NDArray.uniform($1, seed: 10 * round + UInt64($0))
      }
      let chosen = (0..<5).map { Int32(($0 * 2 + Int(round) * 3) % 9) }
      rows.storage.write(chosen)
      for (storage, value) in zip(storages, values) { storage.copyBytes(from: value.storage) }
      execution.prepare()
      for factor in [1.0, -2] {
        let direction = values[3...].map { value in
          NDArray(value.doubles.map { factor * $0 }, shape: value.shape)
        }
        for (k, value) in direction.enumerated() { storages[3 + k].copyBytes(from: value.storage) }
        execution.run()
        let expected = Program.run(Array(values[..<3]) + direction) { x in
          net.product(
            Array(x[..<3]), Array(x[3...]), Tensor(net.data.rows(chosen.map(Int.init))))
        }
        for (k, array) in expected.enumerated() {
          expectClose(
            execution.output(k).doubles, array.doubles, relative: 1e-12, absolute: 1e-13)
        }
      }
    }
  }

  @Test(arguments: [1, 2])
  func `what is kept are activations, not also their derivatives`(threads: Int) {
    let activations: [(@Sendable (Tensor) -> Tensor, maskBytes: Int)] = [
      ({ sigmoid($0) }, 0), ({ tanh($0) }, 0), ({ relu($0) }, 1), ({ $0 }, 0),
    ]
    for (activation, maskBytes) in activations {
      let rows = Feed(.init([6], .int32, isBatch: true))
      let net = Net(activation: activation)
      let (execution, _) = staged(net, rows: rows, threads: threads)
      // Of 6 examples the inputs and the hidden units, and of ReLU where it is on.
      let expected = 6 * 8 * (net.inputs + net.units) + 6 * net.units * maskBytes
      #expect(execution.keptBytes <= expected)
      #expect(execution.keptBytes >= 6 * 8 * net.units)
    }
  }

  @Test func `outputs that nothing changes are kept themselves`() {
    let (x, y) = (Storage(byteCount: 24), Storage(byteCount: 24))
    let vector = Program.Input([3])
    let staged = StagedExecution(
      inputs: [(vector, x), (vector, y)], changing: [1], threads: 1
    ) { [exp($0[0]), $0[0] * $0[1], $0[0], Tensor(3)] }
    x.write([1.0, 2, 3])
    y.write([1.0, 1, 2])
    staged.prepare()
    staged.run()
    #expect(staged.output(1).doubles == [1, 2, 6])
    #expect(staged.output(2).doubles == [1, 2, 3])
    #expect(staged.scalar(3) == 3)
    let before = staged.output(0)
    x.write([4.0, 5, 6])
    staged.run()
    #expect(staged.output(0) == before)
    staged.prepare()
    staged.run()
    #expect(staged.output(0) != before)
    #expect(staged.output(1).doubles == [4, 5, 12])
  }

  @Test(arguments: [1, 2, 3])
  func `values with several rows for each example are kept by example`(threads: Int) {
    let (n, steps) = (5, 3)
    let x = NDArray.uniform([n, steps, 2], seed: 4)
    let w = NDArray.uniform([2, 4], seed: 5)
    let v = NDArray.uniform([2, 4], seed: 6)
    let inputs: [Program.Input] = [.init(x.shape, isBatch: true), .init(w.shape), .init(v.shape)]
    // Rows of all examples and steps in one matrix, whose axis 0 is a multiple of the batch.
    func function(_ input: [Tensor]) -> [Tensor] {
      let rows = input[0].reshaped([n * steps, 2])
      let h = tanh(matmul(rows, input[1]))
      let moved = (1 - square(h)) * matmul(rows, input[2])
      return [
        moved.reshaped([n, steps, 4]).sum([1]), matmul(h.transposed, moved),
        (exp(h) * moved).sum(),
      ]
    }
    let storages = [x, w, v].map { $0.storage.copy() }
    let staged = StagedExecution(
      inputs: Array(zip(inputs, storages)), changing: [2], threads: threads, function)
    staged.prepare()
    let expected = Program(inputs: inputs, threads: 1, function).run([x, w, v])
    for _ in 0..<2 {
      staged.run()
      for (k, array) in expected.enumerated() {
        expectClose(staged.output(k).doubles, array.doubles, relative: 1e-12, absolute: 1e-13)
      }
    }
  }

  @Test(.enabled(if: allocation_counter_is_active()), arguments: [1, 2])
  func `a run allocates nothing`(threads: Int) {
    let rows = Feed(.init([6], .int32, isBatch: true))
    let (execution, _) = staged(Net(activation: { tanh($0) }), rows: rows, threads: threads)
    for _ in 0..<20 {
      execution.prepare()
      execution.run()
    }
    let before = allocation_counter_value_of_thread()
    for _ in 0..<100 {
      execution.prepare()
      execution.run()
    }
    #expect(allocation_counter_value_of_thread() == before)
  }
}
