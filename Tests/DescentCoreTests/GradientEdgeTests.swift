import Testing

@testable import DescentCore

/// Derivatives at ties, kinks and extremes, and what they are taken with respect to.
@Suite struct GradientEdgeTests {
  private func gradient(
    _ x: [Double], of f: @escaping (Tensor) -> Tensor
  ) -> [Double] {
    Program(.init([x.count]), threads: 1) { [DescentCore.gradient(of: { f($0).sum() })($0)] }(
      NDArray(x))[0].doubles
  }

  /// f″(0).
  private func secondDerivative(of f: @escaping (Tensor) -> Tensor) -> [Double] {
    gradient([0]) { DescentCore.gradient(of: { f($0).sum() })($0) }
  }

  private func value(_ x: [Double], of f: @escaping (Tensor) -> Tensor) -> [Double] {
    Program(.init([x.count]), threads: 1) { [f($0)] }(NDArray(x))[0].doubles
  }

  @Test func `ties share the derivative of a minimum or maximum`() {
    #expect(gradient([1, 2, 3]) { max($0, Tensor(NDArray([2.0, 2, 2]))) } == [0, 0.5, 1])
    #expect(gradient([1, 2, 3]) { min($0, Tensor(NDArray([2.0, 2, 2]))) } == [1, 0.5, 0])
    #expect(gradient([4, 1, 4, 4, 4]) { $0.max() } == [0.25, 0, 0.25, 0.25, 0.25])
    #expect(gradient([3, 1, 1, 3]) { $0.min() } == [0, 0.5, 0.5, 0])
    #expect(gradient([0]) { relu($0) } == [0])
    #expect(gradient([0]) { abs($0) } == [0])
  }

  @Test func `powers of zero have finite derivatives of both orders`() {
    #expect(gradient([0]) { pow($0, 0) } == [0])
    #expect(gradient([0]) { pow($0, 1) } == [1])
    #expect(gradient([0]) { pow($0, 2) } == [0])
    #expect(gradient([0]) { pow($0, 3) } == [0])
    #expect(gradient([0, 2]) { pow(0, $0) } == [0, 0])
    #expect(gradient([0]) { pow($0, Tensor.ones(like: $0)) } == [1])
    #expect(gradient([0, 2]) { pow($0, Tensor(NDArray([0.0, 0]))) } == [0, 0])
    #expect(secondDerivative { pow($0, Tensor(NDArray([0.0]))) } == [0])
    #expect(secondDerivative { pow($0, 3) } == [0])
    #expect(secondDerivative { pow(0, $0) } == [0])
    #expect(secondDerivative { pow($0, 2) } == [2])
  }

  @Test func `the Hessian of a power whose exponent is zero is symmetric`() {
    // ∂²aᵇ/∂a∂b = aᵇ⁻¹·(1 + b·log a), ∂²aᵇ/∂b² = aᵇ·log² a
    let found = Program.run([NDArray([2.0, 0])]) { x in
      [hessian(of: { pow($0.slice(0..<1), $0.slice(1..<2)).sum() }, at: x[0])]
    }[0].doubles
    expectClose(found, [0, 0.5, 0.5, 0.4804530139182014], relative: 1e-15)
  }

  @Test func `functions of large numbers neither overflow nor lose their derivatives`() {
    let large = [1e4, -1e4, 0]
    #expect(value(large, of: softplus) == [1e4, 0, 0.6931471805599453])
    #expect(gradient(large, of: softplus) == [1, 0, 0.5])
    #expect(value(large, of: sigmoid) == [1, 0, 0.5])
    #expect(gradient(large, of: sigmoid) == [0, 0, 0.25])
    #expect(value(large) { logSumExp($0) } == [1e4])
    #expect(gradient(large) { logSumExp($0) } == [1, 0, 0])
    #expect(value(large) { softmax($0) } == [1, 0, 0])
    #expect(gradient(large) { square(softmax($0)) } == [0, 0, 0])
    #expect(value(large) { logSoftmax($0) } == [0, -2e4, -1e4])
    #expect(gradient(large) { logSoftmax($0) } == [-2, 1, 1])
    #expect(gradient(large, of: tanh) == [0, 0, 1])
    #expect(value([-.infinity, -.infinity]) { logSumExp($0) } == [-.infinity])
    #expect(value([.infinity, 0]) { logSumExp($0) } == [.infinity])
  }

  @Test func `no derivative flows through stopGradient, comparisons and steps`() {
    #expect(gradient([3]) { $0 * $0.stopGradient() } == [3])
    #expect(gradient([3]) { square($0.stopGradient()) } == [0])
    #expect(gradient([3]) { ($0 .< 4).cast(to: .float64) } == [0])
    for f in [floor, round, ceil, sign] as [(Tensor) -> Tensor] {
      #expect(gradient([3.4], of: f) == [0])
    }
    #expect(gradient([3.4]) { $0.cast(to: .int32).cast(to: .float64) } == [0])
  }

  @Test func `a variable of an outer derivative is constant in an inner one`() {
    // d/dx (x · d/dy (x + y)) = 1, which confused perturbations turn into 2.
    let ofSum = gradient([3]) { x in x * DescentCore.gradient(of: { y in (x + y).sum() })(x) }
    #expect(ofSum == [1])
    let ofProduct = gradient([3]) { x in
      DescentCore.gradient(of: { y in (x * x * y).sum() })(x)
    }
    #expect(ofProduct == [6])
  }

  @Test func `what does not depend on the variable has the gradient zero`() {
    #expect(gradient([1, 2]) { _ in Tensor(5.0) } == [0, 0])
    #expect(gradient([1, 2]) { _ in Tensor(NDArray([5.0])) } == [0, 0])
  }

  @Test func `the gradient keeps the type of its variable`() {
    let program = Program(.init([2], .float32), threads: 1) { x in
      [DescentCore.gradient(of: { square($0.cast(to: .float64)).sum() })(x)]
    }
    let result = program(NDArray([1, 2] as [Float]))[0]
    #expect(result == NDArray([2, 4] as [Float]))
  }

  @Test func `several variables of which one is computed from another`() {
    let program = Program(.init([2]), threads: 1) { x in
      let y = square(x)
      return DescentCore.gradient(of: (x * y).sum(), withRespectTo: [x, y])
    }
    let results = program(NDArray([2.0, 3]))
    #expect(results[0].doubles == [12, 27] && results[1].doubles == [2, 3])
  }
}
