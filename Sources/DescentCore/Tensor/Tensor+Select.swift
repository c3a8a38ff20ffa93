/// `a` where the condition holds, else `b`.
///
/// Both are computed everywhere. The branch that is not taken receives the derivative 0, which then
/// meets its own derivative: where that is infinite or NaN the product is NaN, as in JAX. So
/// `select(x .> 0, sqrt(x), 0)` has the right values but the derivative 0·∞ = NaN at 0. Give the
/// branch a harmless argument where it is not taken:
///
///     let isPositive = x .> 0
///     select(isPositive, sqrt(select(isPositive, x, 1)), 0)
///
/// Shapes broadcast, and numbers take the type of the other branch.
public func select(_ condition: Tensor, _ a: Tensor, _ b: Tensor) -> Tensor {
  let (a, b) = Tensor.matchTypes(a, b)
  let shape = a.shape.broadcast(with: b.shape).flatMap { $0.broadcast(with: condition.shape) }
  guard let shape else { return Tensor(.select, condition, a, b) }  // traps with the shapes
  return Tensor(
    .select, condition.broadcast(to: shape), a.broadcast(to: shape), b.broadcast(to: shape))
}

/// `a` where the condition holds, else the number `b`.
public func select(_ condition: Tensor, _ a: Tensor, _ b: Double) -> Tensor {
  select(condition, a, Tensor(b))
}

/// The number `a` where the condition holds, else `b`.
public func select(_ condition: Tensor, _ a: Double, _ b: Tensor) -> Tensor {
  select(condition, Tensor(a), b)
}

/// One number where the condition holds, else the other.
public func select(_ condition: Tensor, _ a: Double, _ b: Double) -> Tensor {
  select(condition, Tensor(a), Tensor(b))
}
