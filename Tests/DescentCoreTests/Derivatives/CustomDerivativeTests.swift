import Testing

@testable import DescentCore

/// Derivatives that are given instead of found.
@Suite struct CustomDerivativeTests {
  private func run(_ x: [Double], _ f: (Tensor) -> Tensor) -> [Double] {
    Program.run([NDArray(x)]) { [f($0[0])] }[0].doubles
  }

  /// eˣ with a derivative that is twice too large.
  private func doubled(_ x: Tensor) -> Tensor {
    let y = exp(x)
    return customDerivative(of: y, at: x) { w in 2 * w * y }
  }

  @Test func `the value is the traced one and the derivative the given one`() {
    #expect(run([0, 0]) { self.doubled($0) } == [1, 1])
    #expect(run([0, 0]) { gradient(of: { self.doubled($0).sum() }, at: $0) } == [2, 2])
    #expect(
      run([0, 0]) {
        pushforward(of: { self.doubled($0) }, at: $0, along: 3 * Tensor.ones(like: $0)).tangent
      }
        == [6, 6])
  }

  @Test func `a gradient passes through rounding`() {
    let g = run([0.4, 1.7]) { x in
      gradient(of: { x in square(customDerivative(of: round(x), at: x) { $0 }).sum() }, at: x)
    }
    #expect(g == [0, 4])
  }

  @Test func `second derivatives are those of the given first ones`() {
    // y = eˣ in the pullback has its own derivative.
    #expect(
      run([0, 0]) { hessian(of: { self.doubled($0).sum() }, at: $0).flattened } == [2, 0, 0, 2])
    // Of y² the first derivative is 2y·2y with y as given, the second 2·(2y)² + 2y·2y.
    #expect(run([0]) { hessian(of: { square(self.doubled($0)).sum() }, at: $0).flattened } == [12])
    let third = run([0]) { x in
      gradient(
        of: { x in
          gradient(of: { gradient(of: { self.doubled($0).sum() }, at: $0).sum() }, at: x).sum()
        }, at: x)
    }
    #expect(third == [2])
  }

  @Test func `only the named variables receive derivatives, each its own`() {
    let results = Program.run([NDArray([2.0]), NDArray([3.0]), NDArray([5.0])]) { x in
      let f = { (x: [Tensor]) in
        let y = x[0] * x[1] * x[2]
        return customDerivative(of: y, at: [x[0], x[2]]) { w in [10 * w, w * x[1]] }.sum()
      }
      return [f(x)] + gradient(of: f, at: x)
    }
    #expect(results.map { $0.doubles[0] } == [30, 10, 0, 3])
  }

  @Test func `a map of a custom derivative keeps it, inside and outside`() {
    let x = [0.0, 0, 0]
    let inside = run(x) { x in
      map(over: x) { entry in gradient(of: { self.doubled($0) }, at: entry) }
    }
    let outside = run(x) { x in
      gradient(of: { map(over: $0) { self.doubled($0) }.sum() }, at: x)
    }
    #expect(inside == [2, 2, 2] && outside == [2, 2, 2])
  }

  @Test func `types follow the variable`() {
    let g = Program.run([NDArray([1, 2] as [Float])]) { x in
      [
        gradient(
          of: { x in
            customDerivative(of: x.cast(to: .float64), at: x) { w in w * 3 }.sum()
          }, at: x[0])
      ]
    }[0]
    #expect(g == NDArray([3, 3] as [Float]))
  }

  @Test func `compiled, nothing is left of it`() {
    let program = Program(.init([3]), threads: 1) { [self.doubled($0)] }
    #expect(program.plan.graph.entries.map(\.op.name) == ["input", "exp"])
  }

  @Test func `a map of what only the pullback depends on is told`() async throws {
    let result = try await #require(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = Program(.init([3])) { x in
        [
          map(over: x) { entry in
            let one = Tensor(NDArray([1.0]))
            return customDerivative(of: one, at: one) { $0 * entry }
          }
        ]
      }
    }
    let message = String(decoding: result.standardErrorContent, as: UTF8.self)
    #expect(message.contains("customDerivative: in a map, the pullback depends on the entry but"))
  }

  @Test func `a pullback of a wrong shape is told with both`() async throws {
    let result = try await #require(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Program(.init([3])) { x in [customDerivative(of: x, at: x) { $0.sum() }] } }
    let message = String(decoding: result.standardErrorContent, as: UTF8.self)
    #expect(message.contains("customDerivative: the pullback gives shapes [[]] for [[3]]"))
  }
}
