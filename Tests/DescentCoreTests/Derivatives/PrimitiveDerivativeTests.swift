import Testing

@testable import DescentCore

/// Each primitive's derivatives up to the third, by forward and reverse mode in every order,
/// against differences of the derivative one lower.
@Suite struct PrimitiveDerivativeTests {
  private enum Mode: CaseIterable { case forward, reverse }

  private typealias Function = ([Tensor]) -> Tensor

  /// x ↦ Σ ∂f(x)/∂xᵢ·vᵢ.
  private static func derivative(_ mode: Mode, of f: @escaping Function, along v: [Tensor])
    -> Function
  {
    switch mode {
    case .forward: { x in pushforward(of: f, at: x, along: v).tangent }
    case .reverse:
      { x in
        zip(gradient(of: f, at: x), v).map { ($0 * $1).sum() }.reduce(Tensor(0), +)
      }
    }
  }

  /// For orders 0 to 3 the derivative of `f` along `v`, each by every sequence of modes.
  private static func derivatives(of f: @escaping Function, along v: [Tensor]) -> [[Function]] {
    var orders = [[f]]
    for _ in 1...3 {
      orders.append(
        orders.last!.flatMap { lower in
          Mode.allCases.map { derivative($0, of: lower, along: v) }
        })
    }
    return orders
  }

  /// A point and a direction in the type `dtype`.
  private static func arguments(_ example: PrimitiveExample, _ dtype: DType) -> [NDArray] {
    let x = example.variables.map { example.arguments[$0].converted(to: dtype) }
    return x + x.enumerated().map { NDArray.uniform($1.shape, dtype, seed: 5 + UInt64($0)) }
  }

  private static func program(_ example: PrimitiveExample, _ dtype: DType) -> Program {
    let arguments = arguments(example, dtype)
    let count = arguments.count / 2
    return Program(inputs: arguments.map { .init($0.shape, dtype) }, threads: 1) { inputs in
      let (x, v) = (Array(inputs[..<count]), Array(inputs[count...]))
      return derivatives(of: example.scalar, along: v).joined().map { $0(x).reshaped([]) }
    }
  }

  @Test(arguments: PrimitiveExample.all)
  func `derivatives of three orders in every mode are those of differences`(
    example: PrimitiveExample
  ) {
    let program = Self.program(example, .float64)
    let arguments = Self.arguments(example, .float64)
    let count = arguments.count / 2
    func derivatives(at t: Double) -> [Double] {
      let moved = (0..<count).map { k in
        let (x, v) = (arguments[k].doubles, arguments[count + k].doubles)
        return NDArray(zip(x, v).map { $0 + t * $1 }, shape: arguments[k].shape)
      }
      return program.run(moved + arguments[count...]).map(\.scalar)
    }
    let found = derivatives(at: 0)
    // Fourth order: (8·(f(h) - f(-h)) - (f(2h) - f(-2h))) / 12h.
    let h = 1e-3
    let near = zip(derivatives(at: h), derivatives(at: -h)).map { $0 - $1 }
    let far = zip(derivatives(at: 2 * h), derivatives(at: -2 * h)).map { $0 - $1 }
    let differences = zip(near, far).map { (8 * $0 - $1) / (12 * h) }
    // Order k begins at 2ᵏ - 1: one sequence of order 0, two of order 1, four, eight.
    for order in 1...3 {
      let expected = differences[(1 << (order - 1)) - 1]
      let sequences = found[(1 << order) - 1..<(2 << order) - 1]
      expectClose(
        Array(sequences), sequences.map { _ in expected }, relative: 1e-6, absolute: 1e-7,
        "order \(order) of \(example.name)")
    }
  }

  @Test(arguments: PrimitiveExample.all)
  func `float32 gives the same derivatives`(example: PrimitiveExample) {
    let (wide, narrow) = (
      Self.program(example, .float64), Self.program(example, .float32)
    )
    #expect(narrow.outputs.allSatisfy { $0.dtype == .float32 })
    let expected = wide.run(
      Self.arguments(example, .float32).map { $0.converted(to: .float64) }
    ).map(\.scalar)
    let found = narrow.run(Self.arguments(example, .float32)).map(\.scalar)
    // Third derivatives near a pole lose some digits.
    let scale = expected.map { abs($0) }.max() ?? 0
    expectClose(found, expected, relative: 1e-3, absolute: 1e-5 * max(scale, 1), example.name)
  }

  @Test(arguments: PrimitiveExample.all)
  func `the pullback is the transpose of the pushforward`(example: PrimitiveExample) {
    let x = example.variables.map { example.arguments[$0] }
    let results = Program.run(x) { x in
      let v = x.enumerated().map { k, x in
        Tensor(NDArray.uniform(x.shape, seed: 21 + UInt64(k)))
      }
      let (y, tangent) = pushforward(of: { example($0) }, at: x, along: v)
      let w = Tensor(NDArray.uniform(y.shape, seed: 31))
      let products = pullback(of: { example($0) }, at: x).pullback(w)
      let transposed = zip(products, v).map { ($0 * $1).sum() }.reduce(Tensor(0), +)
      return [(w * tangent).sum(), transposed]
    }
    expectClose(
      [results[0].scalar], [results[1].scalar], relative: 1e-12, absolute: 1e-13, example.name)
  }

  @Test func `the examples cover every primitive that has a derivative`() {
    let found = PrimitiveExample.all.flatMap { example in
      topologicalOrder(of: [
        example.function(
          example.arguments.enumerated().map { Tensor(.input(index: $0, $1.shape, $1.dtype)) }
        ).node
      ]).map(\.op.name)
    }
    let expected =
      Unary.allCases.filter { !$0.isConstant }.map(\.rawValue)
      + Binary.allCases.filter { !$0.isConstant }.map(\.rawValue)
      + Reduction.allCases.map(\.rawValue)
      + [
        "select", "cast", "broadcast", "reshape", "transpose", "slice", "pad", "concatenate",
        "matmul", "take", "scatterAdd", "stopGradient", "iota", "constant", "cholesky",
        "triangularSolve", "eigendecomposition", "customDerivative",
      ]
    #expect(Set(expected).subtracting(found) == [])
  }
}
