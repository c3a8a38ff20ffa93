import Testing

@testable import DescentCore

/// `map` against a loop over the entries.
@Suite struct MapTests {
  /// Subsets of the arguments' indices without the empty one.
  private static func subsets(_ count: Int) -> [[Int]] {
    (1..<1 << count).map { bits in (0..<count).filter { bits >> $0 & 1 == 1 } }
  }

  /// `count` values for an argument: indices stay among small whole numbers.
  private static func batch(_ argument: NDArray, _ count: Int, seed: UInt64) -> NDArray {
    let shape = Shape([count] + argument.shape.sizes)
    guard argument.dtype == .int32 else {
      let (low, high) = (argument.doubles.min() ?? 0, argument.doubles.max() ?? 1)
      return NDArray.uniform(shape, in: low...max(high, low + 0.1), seed: seed)
    }
    var random = RandomSource(seed: seed)
    return NDArray((0..<shape.count).map { _ in Int32(random.index(below: 5)) - 1 }, shape: shape)
  }

  /// Runs `f` with the arguments `mapped` batched, by `map` and by a loop.
  private func expectLoop(
    _ arguments: [NDArray], _ mapped: [Int], count: Int, _ name: String,
    _ f: ([Tensor]) -> Tensor
  ) {
    var arguments = arguments
    for k in mapped { arguments[k] = Self.batch(arguments[k], count, seed: UInt64(41 + k)) }
    func with(_ entries: [Tensor], _ x: [Tensor]) -> [Tensor] {
      var x = x
      for (k, entry) in zip(mapped, entries) { x[k] = entry }
      return x
    }
    let results = Program.run(arguments) { x in
      let batched = map(over: mapped.map { x[$0] }) { [f(with($0, x))] }[0]
      let loop = (0..<count).map { k in
        f(
          with(
            mapped.map {
              x[$0].slice(k..<k + 1).reshaped(Shape(Array(x[$0].shape.sizes.dropFirst())))
            }, x)
        ).expanded(at: 0)
      }
      return [batched, .concatenate(loop)]
    }
    #expect(results[0].shape == results[1].shape, "\(name) batched in \(mapped)")
    expectClose(
      results[0].doubles, results[1].doubles, relative: 1e-13, absolute: 1e-14,
      "\(name) batched in \(mapped)")
  }

  @Test(arguments: PrimitiveExample.all)
  func `map of a primitive equals a loop, batched in each of its inputs`(
    example: PrimitiveExample
  ) {
    for mapped in Self.subsets(example.arguments.count) {
      for count in [1, 3] {
        expectLoop(example.arguments, mapped, count: count, example.name, example.function)
      }
    }
  }

  @Test func `steps and comparisons are mapped, too`() {
    let x = [NDArray([-1.5, 0.2, 2.5]), NDArray([0.2, 0.2, 3])]
    for f in Unary.allCases where f.isConstant {
      expectLoop(x, [0], count: 4, f.rawValue) { .apply(f, $0[0]) }
    }
    for f in Binary.allCases where f.isPredicate {
      for mapped in Self.subsets(2) {
        expectLoop(x, mapped, count: 2, f.rawValue) { .combine(f, $0[0], $0[1]) }
      }
    }
    expectLoop(x, [0], count: 3, "argmax") { $0[0].argmax() }
    expectLoop(x, [0], count: 3, "softmax") { softmax($0[0]) }
  }

  @Test(arguments: PrimitiveExample.all)
  func `map of a derivative of a primitive equals a loop`(example: PrimitiveExample) {
    let x = example.variables.map { example.arguments[$0] }
    for mapped in Self.subsets(x.count) {
      expectLoop(x, mapped, count: 2, example.name) { x in
        .concatenate(gradient(of: example.scalar, at: x).map(\.flattened))
      }
      expectLoop(x, mapped, count: 2, example.name) { x in
        pushforward(of: { example($0) }, at: x, along: x).tangent
      }
    }
  }

  @Test(arguments: PrimitiveExample.all)
  func `map of map equals two loops`(example: PrimitiveExample) {
    for mapped in Self.subsets(example.arguments.count) {
      let arguments = example.arguments.enumerated().map { k, argument in
        mapped.contains(k) ? Self.batch(argument, 2, seed: UInt64(k)) : argument
      }
      expectLoop(arguments, mapped, count: 3, example.name) { x in
        map(over: mapped.map { x[$0] }) { entries in
          var x = x
          for (k, entry) in zip(mapped, entries) { x[k] = entry }
          return [example.function(x)]
        }[0]
      }
    }
  }

  @Test func `another axis, several results, and results that do not depend on the entry`() {
    let x = NDArray((0..<6).map(Double.init), shape: [2, 3])
    let results = Program.run([x]) { x in
      map(over: [x[0]], axis: -1) { [$0[0].sum(), $0[0] * 2, Tensor(NDArray([7.0, 8]))] }
        + [map(over: x[0], x[0], axis: 1) { dot($0, $1) }, map(over: x[0]) { $0 }]
    }
    #expect(results[0] == NDArray([3.0, 5, 7]))
    #expect(results[1] == NDArray([0.0, 6, 2, 8, 4, 10], shape: [3, 2]))
    #expect(results[2] == NDArray([7.0, 8, 7, 8, 7, 8], shape: [3, 2]))
    #expect(results[3] == NDArray([9.0, 17, 29]))
    #expect(results[4] == x)
  }

  @Test func `indices outside a table stay outside when tables are batched`() {
    let tables = NDArray((0..<6).map(Double.init), shape: [2, 3])
    let indices = NDArray([-1, 0, 3, 2] as [Int32])
    let results = Program.run([tables, indices]) { x in
      [
        map(over: x[0]) { $0.take(x[1]) },
        map(over: x[0].slice(0..<2, axis: 1)) { values in
          Tensor(.scatterAdd(rows: 2), Tensor(NDArray([-1, 1] as [Int32])), values)
        },
      ]
    }
    expectClose(results[0].doubles, [.nan, 0, .nan, 2, .nan, 3, .nan, 5])
    #expect(results[1].doubles == [0, 1, 0, 4])
  }

  @Test func `a product with a shared matrix is one product of all rows`() {
    let program = Program(inputs: [.init([8, 3]), .init([3, 4])], threads: 1) { x in
      [map(over: x[0]) { tanh(matmul($0, x[1])) }]
    }
    let products = program.traced.entries.filter { $0.op.name == "matmul" }
    #expect(products.map(\.shape) == [[8, 4]])
  }
}
