@testable import DescentCore

/// A random function of random arrays whose elements are small whole numbers, made of operations
/// that are exact on them: whatever the order of the additions and the precision, the results
/// must agree to the last bit.
struct RandomFunction {
  /// The numbers in the traced values stay below this, so that float32 holds them and their sums.
  static let largest = 4096.0

  let seed: UInt64
  let arguments: [NDArray]
  let inputs: [Program.Input]
  /// The outputs that may overwrite an input.
  let donors: [Int: Int]

  /// - Parameter batch: The size of axis 0 of some of the inputs; nil for none.
  init(seed: UInt64, batch: Int?) {
    var random = RandomSource(seed: seed)
    var arguments: [NDArray] = []
    var inputs: [Program.Input] = []
    for index in 0..<random.index(below: 4) + 1 {
      let isBatch = batch != nil && (index == 0 || random.index(below: 2) == 0)
      var sizes = (0..<random.index(below: 4)).map { _ in random.index(below: 5) + 1 }
      if let batch, isBatch { sizes.insert(batch, at: 0) }
      if let batch, !isBatch, random.index(below: 3) == 0 { sizes.append(batch) }
      let dtype: DType = [.float32, .float32, .float64, .int32][random.index(below: 4)]
      let shape = Shape(sizes)
      let numbers = (0..<shape.count).map { _ in Double(random.index(below: 9) - 4) }
      arguments.append(NDArray(numbers, shape: shape).converted(to: dtype))
      inputs.append(Program.Input(shape, dtype, isBatch: isBatch))
    }
    (self.seed, self.arguments, self.inputs) = (seed, arguments, inputs)
    var tracer = Tracer(seed: seed, arguments)
    let results = tracer.trace(
      inputs.enumerated().map { Tensor(.input(index: $0, $1.shape, $1.dtype)) })
    donors = Self.donors(results, inputs, &random)
  }

  /// The outputs; the same graph at each call.
  func callAsFunction(_ inputs: [Tensor]) -> [Tensor] {
    var tracer = Tracer(seed: seed, arguments)
    return tracer.trace(inputs)
  }

  private static func donors(
    _ results: [Tensor], _ inputs: [Program.Input], _ random: inout RandomSource
  ) -> [Int: Int] {
    var donors: [Int: Int] = [:]
    for (output, result) in results.enumerated() {
      let fitting = inputs.indices.filter {
        inputs[$0].shape == result.shape && inputs[$0].dtype == result.dtype
          && !donors.values.contains($0)
      }
      if let input = fitting.first, random.index(below: 4) > 0 { donors[output] = input }
    }
    return donors
  }
}

/// Draws operations and carries them out as it goes, so that it can leave out those whose results
/// would be too large.
private struct Tracer {
  private var random: RandomSource
  private let arguments: [NDArray]
  private var pool: [Tensor] = []
  private var values: [ObjectIdentifier: Reference] = [:]

  init(seed: UInt64, _ arguments: [NDArray]) {
    random = RandomSource(seed: seed).split(1)
    self.arguments = arguments
  }

  mutating func trace(_ inputs: [Tensor]) -> [Tensor] {
    for input in inputs { keep(input) }
    for _ in 0..<4 + random.index(below: 22) { if let next = draw() { keep(next) } }
    let count = 1 + random.index(below: 4)
    var results = (0..<count).map { _ in
      random.index(below: 3) == 0
        ? pick(pool) : pool[pool.count - 1 - random.index(below: min(5, pool.count))]
    }
    // An update of an input in place, as an optimizer does.
    let state = pick(inputs)
    let change = pick(pool)
    if random.index(below: 2) == 0, change.shape.broadcast(with: state.shape) == state.shape {
      let updated = (state - change).cast(to: state.dtype)
      if keep(updated) { results.append(updated) }
    }
    return results
  }

  private mutating func pick<T>(_ choices: [T]) -> T { choices[random.index(below: choices.count)] }

  /// Adds a tensor to those that later operations draw from, unless its numbers are too large.
  @discardableResult
  private mutating func keep(_ tensor: Tensor) -> Bool {
    guard tensor.shape.count <= 2000 else { return false }
    for node in topologicalOrder(of: [tensor.node]) where values[ObjectIdentifier(node)] == nil {
      let inputs = node.inputs.map { values[ObjectIdentifier($0)]! }
      let numbers = node.op.evaluated(inputs, shape: node.shape, arguments)
      guard numbers.allSatisfy({ abs($0) <= RandomFunction.largest }) else { return false }
      values[ObjectIdentifier(node)] = Reference(node.shape, node.dtype, numbers)
      alive.append(node)
    }
    pool.append(tensor)
    return true
  }
  /// Keeps the identities in `values` from being given out again.
  private var alive: [Node] = []

  private mutating func draw() -> Tensor? {
    let x = random.index(below: 2) == 0 ? pool[pool.count - 1] : pick(pool)
    switch random.index(below: 16) {
    case 0, 1: return unary(x)
    case 2, 3, 4: return binary(x, pick(pool))
    case 5, 6: return reduce(x)
    case 7: return reshape(x)
    case 8: return x.rank < 2 ? nil : x.transposed(shuffled(Array(0..<x.rank)))
    case 9: return slice(x)
    case 10: return pad(x)
    case 11: return concatenate(x)
    case 12: return matmul(x, pick(pool))
    case 13: return gather(x)
    case 14: return select(x)
    default: return other(x)
    }
  }

  private mutating func shuffled(_ items: [Int]) -> [Int] {
    random.permutation(items.count).map { items[Int($0)] }
  }

  private mutating func unary(_ x: Tensor) -> Tensor? {
    if x.dtype == .bool { return not(x) }
    let f = pick([
      Unary.negate, .abs, .sign, .floor, .ceil, .round, .square, .relu, .not, .isFinite,
    ])
    return x.dtype.isFloating || f == .negate || f == .abs ? Tensor(.unary(f), x) : nil
  }

  private mutating func binary(_ x: Tensor, _ y: Tensor) -> Tensor? {
    guard x.shape.broadcast(with: y.shape) != nil else { return nil }
    let f = pick([
      Binary.add, .add, .subtract, .subtract, .multiply, .multiply, .minimum, .maximum, .less,
      .lessEqual, .equal, .notEqual, .and, .or,
    ])
    // Folded into multiply-add and its relatives.
    if random.index(below: 3) == 0, x.dtype.isFloating, y.dtype == x.dtype, x.shape == y.shape {
      let z = random.index(below: 2) == 0 ? x : y
      return pick([x * y + z, x * y - z, z - x * y, z + x * y])
    }
    if !f.isPredicate, x.dtype == .bool && y.dtype == .bool { return nil }
    if random.index(below: 5) == 0, x.dtype != .bool {
      return Tensor.combine(f, x, Tensor(pick([0, 1, -1, 2])))
    }
    return Tensor.combine(f, x, y)
  }

  private mutating func reduce(_ x: Tensor) -> Tensor? {
    guard x.rank > 0, x.dtype.isFloating else { return nil }
    let axes = Array(shuffled(Array(0..<x.rank)).prefix(1 + random.index(below: x.rank)))
    let keepingAxes = random.index(below: 2) == 0
    switch random.index(below: 4) {
    case 0: return x.max(axes, keepingAxes: keepingAxes)
    case 1: return x.min(axes, keepingAxes: keepingAxes)
    default: return x.sum(axes, keepingAxes: keepingAxes)
    }
  }

  private mutating func reshape(_ x: Tensor) -> Tensor? {
    let sizes = x.shape.sizes
    switch random.index(below: 4) {
    case 0: return x.flattened
    case 1: return x.expanded(at: random.index(below: x.rank + 1))
    case 2 where x.rank > 1:
      return x.reshaped(Shape([sizes[0] * sizes[1]] + sizes.dropFirst(2)))
    default: return x.reshaped(Shape(shuffled(sizes)))
    }
  }

  private mutating func slice(_ x: Tensor) -> Tensor? {
    guard x.rank > 0 else { return nil }
    let starts = x.shape.sizes.map { random.index(below: 2) == 0 ? 0 : random.index(below: $0) }
    let sizes = zip(x.shape.sizes, starts).map { size, start in
      random.index(below: 2) == 0 ? size - start : 1 + random.index(below: size - start)
    }
    return Tensor(.slice(starts: starts, sizes: sizes), x)
  }

  private mutating func pad(_ x: Tensor) -> Tensor? {
    guard x.rank > 0 else { return nil }
    let before = x.shape.sizes.map { _ in random.index(below: 2) }
    let sizes = zip(x.shape.sizes, before).map { $0 + $1 + random.index(below: 2) }
    return x.padded(before: before, to: Shape(sizes))
  }

  private mutating func concatenate(_ x: Tensor) -> Tensor? {
    if random.index(below: 2) == 0 {  // as the gradients of all parameters are
      let parts = (0..<2 + random.index(below: 2)).map { _ in pick(pool).flattened }
      return Tensor.concatenate(parts.map { $0.cast(to: .float32) })
    }
    guard x.rank > 0 else { return nil }
    let axis = random.index(below: x.rank)
    let fitting = pool.filter {
      $0.dtype == x.dtype && $0.rank == x.rank
        && $0.shape.keeping([axis]) == x.shape.keeping([axis])
    }
    return Tensor.concatenate([x, pick(fitting)], axis: axis)
  }

  private mutating func matmul(_ x: Tensor, _ y: Tensor) -> Tensor? {
    let (a, b) = (x.rank < 2 ? x.reshaped([1, x.shape.count]) : x, y)
    let dtype: DType = a.dtype == .float64 || b.dtype == .float64 ? .float64 : .float32
    for (left, right) in [(false, false), (true, false), (false, true), (true, true)] {
      var other = b.rank < 2 ? b.reshaped([b.shape.count, 1]) : b
      if other.rank == 2, a.rank > 2 {
        other = other.broadcast(to: Shape(a.shape.sizes.dropLast(2) + other.shape.sizes.suffix(2)))
      }
      guard other.rank == a.rank, a.shape.sizes.dropLast(2) == other.shape.sizes.dropLast(2) else {
        continue
      }
      let k = a.shape[a.rank - (left ? 2 : 1)]
      guard other.shape[other.rank - (right ? 1 : 2)] == k else { continue }
      let operands = (a.cast(to: dtype), other.cast(to: dtype))
      if random.index(below: 2) == 0 {
        return Tensor(.matmul(transposeLeft: left, transposeRight: right), operands.0, operands.1)
      }
      return DescentCore.matmul(
        left ? operands.0.transposed : operands.0, right ? operands.1.transposed : operands.1)
    }
    return nil
  }

  private mutating func gather(_ x: Tensor) -> Tensor? {
    let vectors = pool.filter { $0.rank == 1 && $0.dtype == .int32 }
    guard x.rank > 0 else { return nil }
    let indices =
      vectors.isEmpty || random.index(below: 2) == 0
      ? Tensor.iota([x.shape[0]]) * Double(random.index(below: 2)) : pick(vectors)
    let rows = min(Tensor.combine(.maximum, indices, Tensor(0)), Double(x.shape[0] - 1).asTensor)
    if random.index(below: 2) == 0 { return x.take(rows) }
    guard x.dtype.isFloating, indices.shape[0] == x.shape[0] else { return nil }
    return Tensor(.scatterAdd(rows: 1 + random.index(below: 4)), indices, x)
  }

  private mutating func select(_ x: Tensor) -> Tensor? {
    let fitting = pool.filter { $0.shape == x.shape }
    guard x.dtype != .bool else { return nil }
    return DescentCore.select(pick(fitting), x, random.index(below: 2) == 0 ? Tensor(3) : x * -1)
  }

  private mutating func other(_ x: Tensor) -> Tensor? {
    switch random.index(below: 6) {
    case 0: return x.cast(to: pick([.float32, .float64, .int32, .bool]))
    case 1: return x.rank > 0 ? Tensor.iota(x.shape, axis: random.index(below: x.rank)) : nil
    case 2: return Tensor(pick([0.0, 1, 2, -3]))
    case 3: return Tensor(NDArray([1.0, -2, 3]).converted(to: pick([.float32, .float64])))
    case 4: return x.broadcast(to: Shape([1 + random.index(below: 3)] + x.shape.sizes))
    default: return x.stopGradient()
    }
  }
}

extension Double {
  fileprivate var asTensor: Tensor { Tensor(self) }
}
