/// The gradient of a scalar with respect to `variables`, as tensors of their shapes.
///
/// Reverse accumulation: nodes are visited from the result back to the variables, each once, and
/// the pullbacks of those that lie between are added up.
///
/// - Precondition: `result` is a floating-point scalar (shape `[]`).
package func gradient(of result: Tensor, withRespectTo variables: [Tensor]) -> [Tensor] {
  require(
    result.shape == [] && result.dtype.isFloating,
    "gradient: the result must be a floating-point scalar, got \(result.dtype)\(result.shape)")
  let order = topologicalOrder(of: [result.node])
  let variable = Set(variables.map { ObjectIdentifier($0.node) })
  var depends = variable
  for node in order where node.inputs.contains(where: { depends.contains(ObjectIdentifier($0)) }) {
    depends.insert(ObjectIdentifier(node))
  }
  var adjoints = [ObjectIdentifier(result.node): Tensor.ones(like: result)]
  for node in order.reversed() where depends.contains(ObjectIdentifier(node)) {
    let id = ObjectIdentifier(node)
    // Nothing below a variable matters unless another variable is among its inputs.
    guard let dy = adjoints[id] else { continue }
    if !variable.contains(id) { adjoints[id] = nil }
    for (input, dx) in zip(node.inputs, node.pullback(dy)) {
      let key = ObjectIdentifier(input)
      guard let dx, depends.contains(key) else { continue }
      adjoints[key] = adjoints[key].map { $0 + dx } ?? dx
    }
  }
  return variables.map { adjoints[ObjectIdentifier($0.node)] ?? .zeros(like: $0) }
}

/// The function that computes both f(x) and its gradient at x, in one program.
///
/// - Parameter f: A function with a scalar result, traced when the returned one is called.
public func valueAndGradient(
  of f: @escaping (Tensor) -> Tensor
) -> (Tensor) -> (value: Tensor, gradient: Tensor) {
  { x in
    // A node of its own for the variable, so that uses of x outside f stay constant.
    let variable = Tensor(.cast(x.dtype), x)
    let value = f(variable)
    return (value, gradient(of: value, withRespectTo: [variable])[0])
  }
}

/// The gradient of `f` as a function.
public func gradient(of f: @escaping (Tensor) -> Tensor) -> (Tensor) -> Tensor {
  { x in valueAndGradient(of: f)(x).gradient }
}
