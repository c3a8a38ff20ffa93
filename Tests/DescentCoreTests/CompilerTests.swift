import CDescentKernels
import Testing

@testable import DescentCore

/// What the compiler makes of known programs.
@Suite struct CompilerTests {
  private func names(_ graph: Graph) -> [String] { graph.entries.map(\.op.name) }

  private func loops(_ program: Program) -> [LoopBody] {
    program.plan.phases.joined().compactMap {
      if case .loop(let body) = $0.work { body } else { nil }
    }
  }

  @Test func `dead code is left out`() {
    let program = Program(.init([3])) { x in
      _ = exp(x)
      return [x + 1]
    }
    #expect(!names(program.traced).contains("exp"))
    var graph = program.traced
    graph.entries.append(Graph.Entry(op: .unary(.exp), inputs: [0], shape: [3], dtype: .float64))
    #expect(!names(graph.simplified()).contains("exp"))
  }

  @Test func `common subexpressions are computed once`() {
    let program = Program(.init([3])) { x in [exp(x) * 2, exp(x) + exp(x)] }
    #expect(names(program.traced.simplified()).filter { $0 == "exp" }.count == 1)
  }

  @Test func `numbers are folded and neutral ones vanish`() {
    let graph = Program(.init([3])) { x in [(x + 0) * 1 - 0, sqrt(Tensor(4)) * x] }.traced
      .simplified()
    #expect(names(graph) == ["input", "constant", "broadcast", "multiply"])
    #expect(graph.entries[1].op == .literal(2, .float64))
    #expect(graph.outputs == [0, 3])
  }

  @Test func `transpositions become flags of products`() {
    let program = Program(.init([2, 3])) { x in [matmul(x.transposed, x), matmul(x, x.transposed)] }
    let graph = program.traced.simplified()
    #expect(!names(graph).contains("transpose"))
    #expect(graph.entries[1].op == .matmul(transposeLeft: true, transposeRight: false))
    #expect(graph.entries[2].op == .matmul(transposeLeft: false, transposeRight: true))
  }

  @Test func `threads that have nothing to do are not woken`() {
    let small = Program(.init([3]), threads: 2) { x in [softmax(x), (x * x).sum()] }
    let large = Program(.init([100_000]), threads: 2) { x in [x * x] }
    let batch = Program(inputs: [.init([4, 3], isBatch: true)], threads: 2) { [exp($0[0])] }
    #expect([small, large, batch].map(\.plan.threads) == [1, 2, 2])
  }

  @Test(arguments: [1, 2])
  func `an update of three state vectors is one loop that writes in place`(threads: Int) throws {
    let vector = Program.Input([50_000], .float32)
    let program = Program(
      inputs: [vector, vector, vector, vector], donors: [0: 0, 1: 1, 2: 2], threads: threads
    ) { TrainingStep.adam($0[0], $0[1], $0[2], $0[3]) }
    let loop = try #require(loops(program).first)
    #expect(program.plan.phases.map(\.count) == [1])
    #expect(program.plan.donations == [0: 0, 1: 1, 2: 2])
    #expect(loop.outputs.count == 3 && loop.outputs.allSatisfy(\.isDirect))
    #expect(program.plan.sharedBytes == 0 && program.plan.localBytes == 0)
  }

  @Test func `a training step of two threads has at most three phases`() {
    let program = TrainingStep.program(threads: 2)
    #expect(program.plan.phases.count <= 3, "\(program)")
    #expect(program.plan.donations == [0: 0, 1: 1, 2: 2])
  }

  @Test(arguments: [1, 2])
  func `gradients of single weights are written into the gradient of all`(threads: Int) throws {
    let plan = TrainingStep.program(threads: threads).plan
    let gradient = try #require(
      plan.graph.entries.indices.first {
        plan.graph.entries[$0].op == .concatenate(axis: 0)
          && plan.graph.entries[$0].shape == [TrainingStep.count]
      })
    for input in plan.graph.entries[gradient].inputs {
      let (part, whole) = (plan.memory[plan.graph.base(input)], plan.memory[gradient])
      switch (part, whole) {
      case (.shared, .shared), (.addends, .addends): break
      default: Issue.record("\(String(describing: part)) is not in \(String(describing: whole))")
      }
    }
  }

  @Test func `an input that is summed is not overwritten before`() {
    let program = Program(inputs: [.init([40])], donors: [0: 0], threads: 1) { x in
      [x[0] * 3, x[0].sum(), x[0].max()]
    }
    let results = program.run([NDArray((1...40).map(Double.init))])
    #expect(program.plan.donations == [0: 0])
    #expect(results[1].scalar == 820 && results[2].scalar == 40)
  }

  @Test func `only the norm of an outer product is a product of norms`() {
    let program = Program(inputs: [.init([4, 2, 1]), .init([1, 2, 1])], threads: 1) { x in
      [square(x[0].broadcast(to: [4, 2, 2]) * x[1].broadcast(to: [4, 2, 2])).sum()]
    }
    let x = NDArray.uniform([4, 2, 1], seed: 1)
    let y = NDArray.uniform([1, 2, 1], seed: 2)
    expectClose(program.run([x, y])[0], program.traced.evaluated([x, y])[0], relative: 1e-14)
  }

  @Test func `the largest square of an outer product is no product of norms`() {
    let program = Program(inputs: [.init([3, 1]), .init([1, 2])], threads: 1) { x in
      [square(x[0].broadcast(to: [3, 2]) * x[1].broadcast(to: [3, 2])).max()]
    }
    let result = program.run([
      NDArray([1.0, -4, 2], shape: [3, 1]), NDArray([3.0, -5], shape: [1, 2]),
    ])
    #expect(result[0].scalar == 400)
  }

  @Test func `arithmetic with 0, 1 and itself keeps what is not finite`() {
    let x = NDArray([2.0, 0, .infinity, .nan])
    let results = Program.run([x]) { x in
      [0 * x[0], x[0] - x[0], x[0] / x[0], 0 - x[0], 1 / x[0], x[0] * -1, 0 + x[0]]
    }
    let expected: [[Double]] = [
      [0, 0, .nan, .nan], [0, 0, .nan, .nan], [1, .nan, .nan, .nan], [-2, 0, -.infinity, .nan],
      [0.5, .infinity, 0, .nan], [-2, 0, -.infinity, .nan], [2, 0, .infinity, .nan],
    ]
    for (result, expected) in zip(results, expected) { expectClose(result.doubles, expected) }
  }

  @Test func `division by a scalar whose reciprocal is none`() {
    // 1 / 1.5e308 is subnormal, which kernels take for zero.
    let results = Program.run([NDArray([1.5e308, 3e307]), NDArray(scalar: 1.5e308)]) { x in
      [x[0] / 1.5e308, x[0] / x[1]]
    }
    for result in results { expectClose(result.doubles, [1, 0.2], relative: 1e-15) }
  }

  @Test func `extremes of a long concatenation are those of its parts`() {
    let (x, y) = (NDArray.uniform([2000], seed: 1), NDArray.uniform([1500], seed: 2))
    let results = Program.run([x, y]) { x in
      let all = Tensor.concatenate([x[0] * 3, x[1] * 2])
      return [all.max(), all.min()]
    }
    let all = x.doubles.map { $0 * 3 } + y.doubles.map { $0 * 2 }
    #expect(results.map(\.scalar) == [all.max()!, all.min()!])
  }

  @Test func `the printed program is readable`() {
    let program = Program(.init([2, 3]), threads: 1) { x in [(x * 2 + 1).sum([1])] }
    #expect(
      program.description == """
        traced:
        %0 = input 0 : float64[2, 3]
        %1 = 2.0 : float64[]
        %2 = broadcast(%1) : float64[2, 3]
        %3 = multiply(%0, %2) : float64[2, 3]
        %4 = 1.0 : float64[]
        %5 = broadcast(%4) : float64[2, 3]
        %6 = add(%3, %5) : float64[2, 3]
        %7 = sum(%6, axes: [1]) : float64[2]
        return %7

        compiled for 1 thread:
        phase 1
          loop over 6 elements
            r0 = number(2.0)
            r1 = number(1.0)
            r2 = %0 direct
            r3 = multiplyAdd(r2, r0, r1)
            %7 = sum(r3) : float64[2] in output 0
        return %7
        """)
  }
}
