/// The gradient of a scalar with respect to `variables`, as tensors of their shapes.
///
/// - Precondition: `result` is a floating-point scalar (shape `[]`).
package func gradient(of result: Tensor, withRespectTo variables: [Tensor]) -> [Tensor] {
  require(
    result.shape == [] && result.dtype.isFloating,
    "gradient: the result must be a floating-point scalar, got \(result.dtype)\(result.shape)")
  return pullback(of: [result], [.ones(like: result)], withRespectTo: variables)
}

/// f(x) and its gradient at x with respect to each argument, in one program.
///
///     (f(x), [∂f/∂x₁, ∂f/∂x₂, ...])
///
/// - Parameter f: A function with a scalar result (shape `[]`); called once.
/// - Parameter x: Its arguments, floating-point, of any shapes.
/// - Returns: The gradients have the shapes and types of the arguments.
/// - Precondition: The result of `f` is a floating-point scalar.
public func valueAndGradient(
  of f: ([Tensor]) -> Tensor, at x: [Tensor]
) -> (value: Tensor, gradient: [Tensor]) {
  requireFloating(x, "gradient", "variable")
  let variables = x.map(\.asVariable)
  let value = f(variables)
  return (value, gradient(of: value, withRespectTo: variables))
}

/// f(x) and its gradient ∇f(x), of the shape of x, in one program.
///
/// - Parameter f: A function with a scalar result (shape `[]`); called once.
/// - Precondition: The result of `f` is a floating-point scalar.
public func valueAndGradient(
  of f: (Tensor) -> Tensor, at x: Tensor
) -> (value: Tensor, gradient: Tensor) {
  let (value, gradient) = valueAndGradient(of: { f($0[0]) }, at: [x])
  return (value, gradient[0])
}

/// The gradient of f at x with respect to each argument: [∂f/∂x₁, ∂f/∂x₂, ...].
///
/// - Precondition: The result of `f` is a floating-point scalar.
public func gradient(of f: ([Tensor]) -> Tensor, at x: [Tensor]) -> [Tensor] {
  valueAndGradient(of: f, at: x).gradient
}

/// The gradient ∇f(x), of the shape of x.
///
/// - Precondition: The result of `f` is a floating-point scalar.
public func gradient(of f: (Tensor) -> Tensor, at x: Tensor) -> Tensor {
  valueAndGradient(of: f, at: x).gradient
}

/// The function that computes both f(x) and its gradient at x.
///
/// - Parameter f: A function with a scalar result, traced when the returned one is called.
public func valueAndGradient(
  of f: @escaping (Tensor) -> Tensor
) -> (Tensor) -> (value: Tensor, gradient: Tensor) {
  { x in valueAndGradient(of: f, at: x) }
}

/// The gradient of `f` as a function: x ↦ ∇f(x).
public func gradient(of f: @escaping (Tensor) -> Tensor) -> (Tensor) -> Tensor {
  { x in gradient(of: f, at: x) }
}
