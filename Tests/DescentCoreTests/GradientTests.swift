import Testing

@testable import DescentCore

/// A function of one array, and where its derivatives are compared with differences.
struct DifferentiableCase: Sendable, CustomTestStringConvertible {
  let name: String
  let range: ClosedRange<Double>
  /// Whether the second derivative is compared too.
  let isSmooth: Bool
  let function: @Sendable (Tensor) -> Tensor

  var testDescription: String { name }

  init(
    _ name: String, in range: ClosedRange<Double> = -1.5...1.5, isSmooth: Bool = true,
    _ function: @escaping @Sendable (Tensor) -> Tensor
  ) {
    (self.name, self.range, self.isSmooth, self.function) = (name, range, isSmooth, function)
  }
}

/// Gradients against central differences in float64, and what holds at ties, kinks and extremes.
@Suite struct GradientTests {
  /// Compares the gradient of `f`, a scalar function, at `x` with central differences.
  private func expectGradient(
    _ x: NDArray, _ name: String, sourceLocation: Testing.SourceLocation = #_sourceLocation,
    of f: @escaping (Tensor) -> Tensor
  ) {
    let program = Program(.init(x.shape), threads: 1) { x in
      let (value, gradient) = valueAndGradient(of: f)(x)
      return [value, gradient]
    }
    let (numbers, h) = (x.doubles, 1e-5)
    let differences = numbers.indices.map { k in
      let values = [h, -h].map { step in
        var moved = numbers
        moved[k] += step
        return program(NDArray(moved, shape: x.shape))[0].scalar
      }
      return (values[0] - values[1]) / (2 * h)
    }
    // Differences are good to about h² times the third derivative, plus 1e-16 / h.
    expectClose(
      program(x)[1].doubles, differences, relative: 1e-6, absolute: 1e-7, name,
      sourceLocation: sourceLocation)
  }

  /// A scalar that depends on each element of `y` in another way, so that no error cancels.
  private static func weighed(_ y: Tensor) -> Tensor {
    let weights = sin(Tensor.iota([y.shape.count], .float64) + 0.7).reshaped(y.shape)
    return (y * weights).sum()
  }

  private static let positive = 0.3...2.5

  private static func unary(_ f: Unary) -> DifferentiableCase {
    return DifferentiableCase(f.rawValue, in: f.smoothRange) { .apply(f, $0) }
  }

  static let unaries = Unary.allCases.filter { $0 != .not && $0 != .isFinite }.map(unary)

  /// Two halves of a vector of twelve, as matrices of these shapes.
  private static func halves(_ x: Tensor, _ a: Shape, _ b: Shape) -> (Tensor, Tensor) {
    let x = x.flattened
    return (
      x.slice(0..<a.count).reshaped(a), x.slice(12 - b.count..<12).reshaped(b)
    )
  }

  private static func binary(_ f: Binary) -> DifferentiableCase {
    DifferentiableCase(f.rawValue, in: f == .power ? positive : 0.2...1.9) { x in
      let (a, b) = halves(x, [2, 3], [2, 3])
      return .combine(f, a, b) + .combine(f, b, a.slice(0..<1)) * .combine(f, Tensor(1.3), a)
    }
  }

  static let binaries = Binary.allCases.filter { !$0.isConstant }.map(binary)

  private static func product(_ left: Bool, _ right: Bool, batch: [Int]) -> DifferentiableCase {
    let sizes = batch.isEmpty ? [2, 3] : [1, 3]
    let (a, b) = (
      Shape(batch + (left ? sizes.reversed() : sizes)), Shape(batch + (right ? [2, 3] : [3, 2]))
    )
    return DifferentiableCase("matmul \(a) \(left) \(b) \(right)") { x in
      let (a, b) = halves(
        Tensor.concatenate([x.flattened, square(x.flattened)]).slice(0..<12), a, b)
      return Tensor(.matmul(transposeLeft: left, transposeRight: right), a, b)
    }
  }

  static let products =
    [(false, false), (true, false), (false, true), (true, true)].flatMap { left, right in
      [product(left, right, batch: []), product(left, right, batch: [2])]
    } + [
      DifferentiableCase("matmul of a vector and a matrix") {
        matmul($0.flattened.slice(0..<4), $0.reshaped([4, 3]))
      },
      DifferentiableCase("matmul of a matrix and a vector") {
        matmul($0.reshaped([4, 3]), $0.flattened.slice(2..<5))
      },
      DifferentiableCase("matmul of a batch and a matrix") {
        matmul($0.reshaped([2, 2, 3]), $0.reshaped([3, 4]))
      },
      DifferentiableCase("dot") { dot($0.flattened, sin($0.flattened)) },
    ]

  static let others = [
    DifferentiableCase("select") { select($0 .< 0.1, square($0), sin($0)) },
    DifferentiableCase("cast") { $0.cast(to: .float64) * 2 },
    DifferentiableCase("broadcast") { $0.broadcast(to: Shape([2] + $0.shape.sizes)) },
    DifferentiableCase("broadcast of size one") {
      let x = $0.flattened.reshaped([3, 1, 4]).broadcast(to: [2, 3, 5, 4])
      return x * x
    },
    DifferentiableCase("reshape") { exp($0.flattened.reshaped([3, 4])) },
    DifferentiableCase("transpose") { exp($0.reshaped([2, 3, 2]).transposed([2, 0, 1])) },
    DifferentiableCase("slice") { square($0.reshaped([3, 4]).slice(1..<3, axis: 1)) },
    DifferentiableCase("pad") { exp($0.reshaped([3, 4]).padded(before: [1, 0], to: [5, 6])) },
    DifferentiableCase("concatenate") {
      let x = $0.reshaped([3, 4])
      return Tensor.concatenate([x, square(x), x.slice(0..<1, axis: 1)], axis: 1)
    },
    DifferentiableCase("sum") { square($0.reshaped([2, 3, 2]).sum([0, 2])) },
    DifferentiableCase("mean") { square($0.reshaped([2, 3, 2]).mean([1], keepingAxes: true)) },
    DifferentiableCase("max") { square($0.reshaped([2, 3, 2]).max([1])) },
    DifferentiableCase("min") { square($0.reshaped([2, 3, 2]).min([0, 2])) },
    DifferentiableCase("take") {
      square($0.reshaped([4, 3])).take(Tensor(NDArray([2, 0, 2, 3] as [Int32])))
    },
    DifferentiableCase("scatterAdd") {
      square(
        Tensor(
          .scatterAdd(rows: 3), Tensor(NDArray([2, 0, 2, 1] as [Int32])), $0.reshaped([4, 3])))
    },
    DifferentiableCase("logSumExp") { logSumExp($0.reshaped([3, 4])) },
    DifferentiableCase("softmax") { softmax($0.reshaped([3, 4]), axis: 0) },
    DifferentiableCase("logSoftmax") { logSoftmax($0.reshaped([3, 4])) },
    DifferentiableCase("clamp") { clamp($0, -0.5, 0.8) },
    DifferentiableCase("whole powers") { pow($0, 3) + pow($0, 2) + pow($0, 1) + pow($0, 0) },
    DifferentiableCase("negative powers", in: positive) { pow($0, -1) + pow($0, 0.5) + pow(2, $0) },
  ]

  @Test(arguments: unaries + binaries + products + others)
  func `first and second derivatives are those of central differences`(
    example: DifferentiableCase
  ) {
    for shape in [[12], [3, 4], [1, 2, 6]] as [Shape] {
      let x = NDArray.uniform(shape, in: example.range, seed: UInt64(shape.rank))
      let f = { Self.weighed(example.function($0)) }
      expectGradient(x, example.name, of: f)
      expectGradient(x, "second, \(example.name)") { Self.weighed(gradient(of: f)($0)) }
    }
  }
}
