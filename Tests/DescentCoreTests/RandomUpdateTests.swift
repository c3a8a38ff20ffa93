import Testing

@testable import DescentCore

/// Random updates of vectors that are concatenated of parts, against the reference evaluator.
@Suite struct RandomUpdateTests {
  @Test(arguments: 0..<3 as Range<UInt64>, [1, 2, 3])
  func `updates part by part equal the reference`(family: UInt64, threads: Int) {
    for seed in family * 16..<family * 16 + 16 {
      let update = RandomUpdate(seed: seed)
      let program = Program(
        inputs: update.inputs, donors: update.donors, threads: threads, update.callAsFunction)
      let results = program.run(update.arguments)
      let expected = program.traced.evaluated(update.arguments)
      for (number, (result, value)) in zip(results, expected).enumerated() {
        expectClose(
          result, value, relative: 1e-4, absolute: 1e-4,
          "(output \(number), seed \(seed), \(threads) threads)")
      }
      // Whatever the threads' order, the result is the same.
      for _ in 0..<2 {
        #expect(program.run(update.arguments) == results, "seed \(seed), \(threads) threads")
      }
    }
  }
}

/// New values for vectors of the sizes of all parts, of random gradients of each part.
private struct RandomUpdate {
  let seed: UInt64
  let shapes: [Shape]
  let inputs: [Program.Input]
  let arguments: [NDArray]
  let donors: [Int: Int]
  private static let width = 320

  init(seed: UInt64) {
    var random = RandomSource(seed: seed)
    var shapes: [Shape] = (0..<1 + random.index(below: 4)).map { _ in
      random.index(below: 2) == 0
        ? [1 + random.index(below: 700)]
        : [1 + random.index(below: 40), 1 + random.index(below: 40)]
    }
    if random.index(below: 3) == 0 { shapes.append([300, 230]) }
    if random.index(below: 2) == 0 { shapes.append(shapes[0]) }
    let rest = 1024 - shapes.map(\.count).reduce(0, +)
    if rest > 0 { shapes.append([rest]) }
    let count = shapes.map(\.count).reduce(0, +)
    let batch = [1, 2, 3, 5, 17][random.index(below: 5)]
    let dtype: DType = random.index(below: 4) == 0 ? .float64 : .float32
    let vector = Program.Input([count], dtype)
    inputs = [
      vector, vector, vector, .init([batch, Self.width], dtype, isBatch: true), .init([], dtype),
    ]
    arguments = inputs.enumerated().map { index, input in
      .uniform(input.shape, input.dtype, seed: seed << 8 + UInt64(index))
    }
    (self.seed, self.shapes) = (seed, shapes)
    var donors: [Int: Int] = [:]
    let order = random.permutation(3).map { Int($0) }
    for k in 0..<3 where random.index(below: 4) > 0 { donors[k] = order[k] }
    self.donors = donors
  }

  func callAsFunction(_ x: [Tensor]) -> [Tensor] {
    var tracer = UpdateTracer(random: RandomSource(seed: seed).split(1), shapes: shapes, x: x)
    return tracer.trace()
  }
}

private struct UpdateTracer {
  var random: RandomSource
  let shapes: [Shape]
  let x: [Tensor]

  mutating func pick<T>(_ choices: [T]) -> T { choices[random.index(below: choices.count)] }

  func tame(_ x: Tensor) -> Tensor {
    Tensor.combine(.maximum, Tensor.combine(.minimum, x, Tensor(3)), Tensor(-3))
  }

  mutating func trace() -> [Tensor] {
    var pool = Array(x[0..<3])
    var scalars = [x[4]]
    for _ in 0..<2 + random.index(below: 7) {
      let a = random.index(below: 2) == 0 ? pool[pool.count - 1] : pick(pool)
      let (b, s) = (pick(pool), pick(scalars))
      switch random.index(below: 9) {
      case 0, 1, 2:
        let parts = shapes.indices.map { part($0) }
        pool.append(Tensor.concatenate(parts))
      case 3: pool.append(tame(a - s * b))
      case 4: pool.append(tame(a * b))
      case 5: pool.append(0.9 * a + 0.1 * square(b))
      case 6: pool.append(tame(tanh(a)))
      case 7: scalars.append(tame((a * b).mean() + a.max()))
      default: pool.append(Tensor.combine(.minimum, a, s * b))
      }
    }
    // Three vectors, so that each may overwrite one; as plain descent, or whatever there is.
    var outputs = (0..<3).map { k in
      let g = pool[pool.count - 1 - random.index(below: min(3, pool.count))]
      return random.index(below: 3) == 0 ? pick(pool) : pick(Array(x[0..<3])) - x[4] * g
    }
    if random.index(below: 2) == 0 { outputs.append(square(pick(pool)).mean()) }
    outputs += scalars.dropFirst()
    return outputs
  }

  /// A vector as long as part `k`.
  private mutating func part(_ k: Int) -> Tensor {
    let (shape, scale) = (shapes[k], 1 / Double(shapes[k].sizes.reduce(1, max)))
    let source = pick(Array(x[0..<3]))
    let own = slice(source, k)
    switch random.index(below: 8) {
    case 0: return own
    case 1: return tame(own * 2 - slice(pick(Array(x[0..<3])), k))
    case 2:
      let alike = shapes.indices.filter { shapes[$0].count == shape.count }
      return slice(source, pick(alike)) * 0.5
    case 3: return own + slice(source, random.index(below: shapes.count)).slice(0..<1)
    default: break
    }
    guard shape.rank == 2 else {
      return tame(
        shape[0] > 320 ? exp(own) : x[3].slice(0..<shape[0], axis: 1).sum([0]))
    }
    let left = x[3].slice(0..<shape[0], axis: 1)
    switch random.index(below: 3) {
    case 0:
      let (u, v) = (left.sum([0]), x[3].slice(320 - shape[1]..<320, axis: 1).sum([0]))
      return (x[4] * matmul(u.reshaped([shape[0], 1]), v.reshaped([1, shape[1]]))).flattened
    case 1:
      let y = relu(matmul(left, own.reshaped(shape)))
      return tame((matmul(left.transposed, y) * scale).flattened)
    default:
      let y = matmul(left, own.reshaped(shape))
      let back = tanh(matmul(y, slice(pick(Array(x[0..<3])), k).reshaped(shape).transposed))
      return tame((matmul(back.transposed, y) * scale).flattened)
    }
  }

  private func slice(_ vector: Tensor, _ k: Int) -> Tensor {
    let start = shapes[..<k].map(\.count).reduce(0, +)
    return vector.slice(start..<start + shapes[k].count)
  }
}
