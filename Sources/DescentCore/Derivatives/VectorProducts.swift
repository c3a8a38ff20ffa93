/// f(x) and its derivative along v, the Jacobian–vector product: how f changes when x moves along v.
///
///     (f(x), Jv),  J = ∂f/∂x
///
/// Forward mode: the cost is about that of two evaluations of f, however long x is.
///
/// - Parameter f: A function of any shape; called once.
/// - Parameter v: The direction, of the shape of x.
/// - Returns: The tangent has the shape of f(x).
/// - Precondition: x, v and f(x) are floating-point, and v has the shape of x.
public func pushforward(
  of f: (Tensor) -> Tensor, at x: Tensor, along v: Tensor
) -> (value: Tensor, tangent: Tensor) {
  pushforward(of: { f($0[0]) }, at: [x], along: [v])
}

/// f(x) and its derivative when all arguments move at once, each along its direction: Σ ∂f/∂xᵢ·vᵢ.
///
/// - Precondition: All are floating-point, and each direction has the shape of its argument.
public func pushforward(
  of f: ([Tensor]) -> Tensor, at x: [Tensor], along v: [Tensor]
) -> (value: Tensor, tangent: Tensor) {
  let v = directions(v, fitting: x, "pushforward")
  let variables = x.map(\.asVariable)
  let value = f(variables)
  requireFloating([value], "pushforward", "result")
  return (value, pushforward(of: [value], withRespectTo: variables, along: v)[0])
}

/// f(x) and the function that takes w to the vector–Jacobian product Jᵀw, the gradient of ⟨w, f⟩.
///
///     (f(x), w ↦ Jᵀw),  J = ∂f/∂x
///
/// Reverse mode: the cost is a small multiple of that of f, however long x is.
///
/// - Parameter f: A function of any shape; called once, and not again by the pullback.
/// - Returns: The pullback takes a tensor of the shape of f(x) and gives one of the shape of x.
/// - Precondition: x, w and f(x) are floating-point, and w has the shape of f(x).
public func pullback(
  of f: (Tensor) -> Tensor, at x: Tensor
) -> (value: Tensor, pullback: (Tensor) -> Tensor) {
  let (value, pullback) = pullback(of: { f($0[0]) }, at: [x])
  return (value, { pullback($0)[0] })
}

/// f(x) and the function that takes w to the product Jᵀw for each argument.
///
/// - Precondition: All are floating-point, and w has the shape of f(x).
public func pullback(
  of f: ([Tensor]) -> Tensor, at x: [Tensor]
) -> (value: Tensor, pullback: (Tensor) -> [Tensor]) {
  requireFloating(x, "pullback", "variable")
  let variables = x.map(\.asVariable)
  let value = f(variables)
  requireFloating([value], "pullback", "result")
  return (
    value,
    { w in
      pullback(
        of: [value], directions([w], fitting: [value], "pullback"), withRespectTo: variables)
    }
  )
}
