import Testing

@testable import DescentCore

/// Transformations of whole functions: closed forms, nesting, and what they are made of.
@Suite struct TransformationTests {
  /// A smooth function of a vector of four that none of its variables is separable in.
  private static func smooth(_ x: Tensor) -> Tensor {
    let a = Tensor(NDArray.uniform([4, 4], seed: 1))
    let hidden = tanh(matmul(a, x))
    return logSumExp(matmul(a, hidden) * x) + (hidden * exp(-square(x))).sum()
  }

  private static let point = NDArray.uniform([4], seed: 2)

  @Test func `pushforward and pullback of a product`() {
    let results = Program.run([NDArray([2.0, 3]), NDArray([5.0, 7])]) { x in
      let f: ([Tensor]) -> Tensor = { $0[0] * $0[1] }
      let v = [Tensor(NDArray([1.0, 0])), Tensor(NDArray([0.0, 10]))]
      let forward = pushforward(of: f, at: x, along: v)
      let reverse = pullback(of: f, at: x)
      return [forward.value, forward.tangent, reverse.value]
        + reverse.pullback(Tensor(NDArray([1.0, -1])))
    }
    #expect(results.map(\.doubles) == [[10, 21], [5, 30], [10, 21], [5, -7], [2, -3]])
  }

  @Test func `the pullback of a function of one argument has its shape`() {
    let result = Program.run([Self.point]) { x in
      [
        pullback(of: { square($0.reshaped([2, 2])).sum([0]) }, at: x[0]).pullback(
          .filled(1, like: Tensor(NDArray([0.0, 0]))))
      ]
    }[0]
    expectClose(result.doubles, Self.point.doubles.map { 2 * $0 }, relative: 1e-15)
  }

  @Test func `values and gradients of several arguments`() {
    let results = Program.run([NDArray([2.0, 3]), NDArray(scalar: 4.0)]) { x in
      let (value, gradient) = valueAndGradient(of: { (square($0[0]) * $0[1]).sum() }, at: x)
      return [value] + gradient
    }
    #expect(results.map(\.doubles) == [[52], [16, 24], [13]])
    #expect(results.map(\.shape) == [[], [2], []])
  }

  @Test func `Jacobians by either mode are those of pushforwards column by column`() {
    let shapes: [(Shape, Shape)] = [
      ([2, 3], [2]), ([3], [2, 2]), ([], [3]), ([4], []), ([2], [2]),
    ]
    for (input, output) in shapes {
      let x = NDArray.uniform(input, seed: 3)
      let weights = NDArray.uniform([output.count, input.count], seed: 4)
      let f: (Tensor) -> Tensor = { x in
        sin(matmul(Tensor(weights), x.flattened)).reshaped(output)
      }
      let results = Program.run([x]) { x in
        let columns = (0..<input.count).map { k in
          let v = (0..<input.count).map { $0 == k ? 1.0 : 0 }
          return pushforward(of: f, at: x[0], along: Tensor(NDArray(v, shape: input))).tangent
            .reshaped([output.count, 1])
        }
        return [jacobian(of: f, at: x[0]), .concatenate(columns, axis: 1)]
      }
      #expect(results[0].shape == Shape(output.sizes + input.sizes))
      expectClose(
        results[0].doubles, results[1].doubles, relative: 1e-14, absolute: 1e-15, "\(input)")
    }
  }

  @Test func `the Hessian of Rosenbrock's function`() {
    let rosenbrock: (Tensor) -> Tensor = { v in
      let (x, y) = (v.slice(0..<1).sum(), v.slice(1..<2).sum())
      return square(1 - x) + 100 * square(y - square(x))
    }
    let (x, y) = (-1.2, 1.0)
    let second = Program.run([NDArray([x, y])]) { [hessian(of: rosenbrock, at: $0[0])] }[0]
    let ofX: Double = 2 - 400 * y + 1200 * x * x
    expectClose(second.doubles, [ofX, -400 * x, -400 * x, 200], relative: 1e-14)
  }

  @Test func `the Hessian is symmetric and its products are those of hessianVectorProduct`() {
    let v = NDArray.uniform([4], seed: 9)
    let results = Program.run([Self.point, v]) { x in
      let h = hessian(of: Self.smooth, at: x[0])
      let reverse = jacobian(
        of: { pullback(of: Self.smooth, at: $0).pullback(Tensor(1)) }, at: x[0])
      return [
        h, h.transposed, reverse, hessianVectorProduct(of: Self.smooth, at: x[0], along: x[1]),
        matmul(h, x[1]),
      ]
    }
    expectClose(results[0].doubles, results[1].doubles, relative: 1e-12)
    expectClose(results[0].doubles, results[2].doubles, relative: 1e-12)
    expectClose(results[3].doubles, results[4].doubles, relative: 1e-12)
  }

  @Test func `Hessian products with respect to several arguments`() {
    // f = aᵀ·b·c: the mixed derivatives only.
    let arguments = [NDArray([1.0, 2]), NDArray([3.0, 4]), NDArray(scalar: 5.0)]
    let v = [NDArray([1.0, 0]), NDArray([0.0, 1]), NDArray(scalar: 10.0)]
    let products = Program.run(arguments + v) { x in
      hessianVectorProduct(
        of: { dot($0[0], $0[1]) * $0[2] }, at: Array(x[..<3]), along: Array(x[3...]))
    }
    #expect(products.map(\.doubles) == [[30, 45], [15, 20], [5]])
  }

  @Test func `the Gauss–Newton matrix of a linear model is the Hessian`() {
    let a = NDArray.uniform([5, 4], seed: 4)
    let results = Program.run([Self.point, NDArray.uniform([4], seed: 5)]) { x in
      let model: (Tensor) -> Tensor = { matmul(Tensor(a), $0) + 1 }
      let loss: (Tensor) -> Tensor = { logSumExp($0) + square($0).sum() }
      return [
        gaussNewtonVectorProduct(of: model, loss: loss, at: x[0], along: x[1]),
        hessianVectorProduct(of: { loss(model($0)) }, at: x[0], along: x[1]),
      ]
    }
    expectClose(results[0].doubles, results[1].doubles, relative: 1e-12)
  }

  @Test func `the Gauss–Newton product is JᵀHJv`() {
    let a = NDArray.uniform([5, 4], seed: 4)
    let results = Program.run([Self.point, NDArray.uniform([4], seed: 5)]) { x in
      let model: (Tensor) -> Tensor = { tanh(matmul(Tensor(a), $0)) }
      let loss: (Tensor) -> Tensor = { logSumExp($0) }
      let j = jacobian(of: model, at: x[0])
      let h = hessian(of: loss, at: model(x[0]))
      return [
        gaussNewtonVectorProduct(of: model, loss: loss, at: x[0], along: x[1]),
        matmul(j.transposed, matmul(h, matmul(j, x[1]))),
      ]
    }
    expectClose(results[0].doubles, results[1].doubles, relative: 1e-12)
  }

  @Test func `gradients of examples add up to that of the batch`() {
    let (w, x) = (NDArray.uniform([3, 2], seed: 1), NDArray.uniform([6, 3], seed: 2))
    let results = Program.run([w, x]) { inputs in
      func loss(_ w: Tensor, _ x: Tensor) -> Tensor { logSumExp(tanh(matmul(x, w))).sum() }
      let each = map(over: inputs[1]) { x in gradient(of: { loss($0, x) }, at: inputs[0]) }
      return [each.sum([0]), gradient(of: { loss($0, inputs[1]) }, at: inputs[0]), each]
    }
    #expect(results[2].shape == [6, 3, 2])
    expectClose(results[0].doubles, results[1].doubles, relative: 1e-13)
  }

  @Test func `perturbations of nested derivatives are kept apart`() {
    // d/dx (x · d/dy (x + y)) = 1, in each combination of modes; confused ones give 2.
    let one = Tensor(1)
    let derivatives: [((Tensor) -> Tensor, Tensor) -> Tensor] = [
      { gradient(of: $0, at: $1) }, { pushforward(of: $0, at: $1, along: one).tangent },
    ]
    for outer in derivatives {
      for inner in derivatives {
        let results = Program.run([NDArray(scalar: 3.0)]) { x in
          [
            outer({ x in x * inner({ y in x + y }, x) }, x[0]),
            outer({ x in x * inner({ y in x + y }, one) }, x[0]),
            outer({ x in inner({ y in x * x * y }, x) }, x[0]),
            outer({ x in inner({ y in y * inner({ x * $0 + y }, y) }, x) }, x[0]),
          ]
        }
        #expect(results.map(\.scalar) == [1, 1, 6, 1])
      }
    }
  }

  @Test func `an inner map leaves the entries of an outer map alone`() {
    let x = NDArray([1.0, 2, 3])
    let table = Program.run([x]) { x in
      [map(over: x[0]) { a in map(over: x[0]) { b in a * 10 + b } }]
    }[0]
    #expect(table == NDArray([11.0, 12, 13, 21, 22, 23, 31, 32, 33], shape: [3, 3]))
  }

  @Test func `map in gradient in pushforward equals closed forms`() {
    // f(x) = Σᵢ sin(aᵢ·x)²: f′ = Σ a·sin 2ax, f″ = Σ 2a²·cos 2ax.
    let a = [0.5, -1, 2]
    let results = Program.run([NDArray(scalar: 0.3)]) { x in
      let f: (Tensor) -> Tensor = { x in
        map(over: Tensor(NDArray(a))) { a in square(sin(a * x)) }.sum()
      }
      let first = pushforward(of: { gradient(of: f, at: $0) }, at: x[0], along: Tensor(1))
      let mapped = map(over: x[0].reshaped([1])) { x in
        gradient(of: { y in pushforward(of: f, at: y, along: Tensor(1)).tangent }, at: x)
      }
      return [first.value, first.tangent, mapped]
    }
    let x = 0.3
    let (f1, f2) = (
      a.map { $0 * sine(2 * $0 * x) }.reduce(0, +),
      a.map { 2 * $0 * $0 * cosine(2 * $0 * x) }
        .reduce(0, +)
    )
    expectClose(results.map(\.scalar), [f1, f2, f2], relative: 1e-13)
  }

  private func sine(_ x: Double) -> Double { Unary.sin(x) }
  private func cosine(_ x: Double) -> Double { Unary.cos(x) }

  @Test func `derivatives along constants and of constants are zero`() {
    let results = Program.run([NDArray([1.0, 2])]) { x in
      [
        pushforward(of: { _ in Tensor(NDArray([5.0])) }, at: x[0], along: x[0]).tangent,
        jacobian(of: { _ in Tensor(NDArray([5.0])) }, at: x[0]),
        hessian(of: { $0.sum() }, at: x[0]),
        pushforward(of: { $0 * $0.stopGradient() }, at: x[0], along: x[0]).tangent,
        pushforward(of: { $0 * ($0 .< 1.5).cast(to: .float64) + floor($0) }, at: x[0], along: x[0])
          .tangent,
      ]
    }
    #expect(results.map(\.doubles) == [[0], [0, 0], [0, 0, 0, 0], [1, 4], [1, 0]])
  }

  @Test func `ties share the derivative of an extreme in forward mode, too`() {
    let results = Program.run([NDArray([4.0, 1, 4, 4])]) { x in
      let v = Tensor(NDArray([1.0, 2, 4, 1]))  // max: (1 + 4 + 1) / 3
      return [
        pushforward(of: { $0.max() }, at: x[0], along: v).tangent,
        pushforward(of: { $0.min() }, at: x[0], along: v).tangent,
        pushforward(of: { max($0, 4) }, at: x[0], along: v).tangent,
      ]
    }
    expectClose(results.flatMap(\.doubles), [2, 2, 0.5, 0, 2, 0.5], relative: 1e-15)
  }

  @Test func `directions take the type of their point`() {
    let program = Program(.init([2], .float32), threads: 1) { x in
      [
        pushforward(of: { square($0) }, at: x, along: Tensor(NDArray([1.0, 1]))).tangent,
        hessianVectorProduct(of: { exp($0.cast(to: .float64)).sum() }, at: x, along: x),
      ]
    }
    #expect(program.outputs.allSatisfy { $0.dtype == .float32 })
    #expect(program(NDArray([1, 2] as [Float]))[0] == NDArray([2, 4] as [Float]))
  }
}
