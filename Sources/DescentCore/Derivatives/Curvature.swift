/// The product of the Hessian of f at x with v, without the Hessian: how the gradient changes when
/// x moves along v.
///
///     Hv = ∂/∂ε ∇f(x + εv) at ε = 0
///
/// Forward over reverse (Pearlmutter 1994, "Fast exact multiplication by the Hessian"): beside the
/// gradient, which it shares with a program that needs that too, it takes about two gradients of
/// arithmetic and no more memory than a few of them.
///
/// - Parameter f: A function with a scalar result (shape `[]`); called once.
/// - Parameter v: The direction, of the shape of x.
/// - Returns: Hv, of the shape of x.
/// - Precondition: All are floating-point, and v has the shape of x.
public func hessianVectorProduct(
  of f: (Tensor) -> Tensor, at x: Tensor, along v: Tensor
) -> Tensor {
  hessianVectorProduct(of: { f($0[0]) }, at: [x], along: [v])[0]
}

/// The product of the Hessian of f with respect to all arguments with v: Σⱼ ∂²f/∂xᵢ∂xⱼ·vⱼ for each
/// argument i.
///
/// - Precondition: All are floating-point, and each direction has the shape of its argument.
public func hessianVectorProduct(
  of f: ([Tensor]) -> Tensor, at x: [Tensor], along v: [Tensor]
) -> [Tensor] {
  let v = directions(v, fitting: x, "hessianVectorProduct")
  let variables = x.map(\.asVariable)
  return pushforward(
    of: gradient(of: f(variables), withRespectTo: variables), withRespectTo: variables, along: v)
}

/// The product of the Gauss–Newton matrix of loss(model(x)) at x with v.
///
///     Gv = Jᵀ·H·J·v,  J = ∂model/∂x,  H = the Hessian of the loss at model(x)
///
/// G is the Hessian without the curvature of the model: equal to it where the model is linear, and
/// positive semidefinite where the loss is convex. Schraudolph 2002, "Fast curvature matrix–vector
/// products for second-order gradient descent".
///
/// - Parameter model: A function of any shape; called once.
/// - Parameter loss: A function of the model's result with a scalar result; called once.
/// - Parameter v: The direction, of the shape of x.
/// - Returns: Gv, of the shape of x.
/// - Precondition: All are floating-point, and v has the shape of x.
public func gaussNewtonVectorProduct(
  of model: (Tensor) -> Tensor, loss: (Tensor) -> Tensor, at x: Tensor, along v: Tensor
) -> Tensor {
  gaussNewtonVectorProduct(of: { model($0[0]) }, loss: loss, at: [x], along: [v])[0]
}

/// The product of the Gauss–Newton matrix with respect to all arguments with v.
///
/// - Precondition: All are floating-point, and each direction has the shape of its argument.
public func gaussNewtonVectorProduct(
  of model: ([Tensor]) -> Tensor, loss: (Tensor) -> Tensor, at x: [Tensor], along v: [Tensor]
) -> [Tensor] {
  gaussNewtonVectorProduct(of: { [model($0)] }, loss: { loss($0[0]) }, at: x, along: v)
}

/// The product of the Gauss–Newton matrix of a loss of several results with v.
///
/// - Precondition: All are floating-point, and each direction has the shape of its argument.
public func gaussNewtonVectorProduct(
  of model: ([Tensor]) -> [Tensor], loss: ([Tensor]) -> Tensor, at x: [Tensor],
  along v: [Tensor]
) -> [Tensor] {
  let v = directions(v, fitting: x, "gaussNewtonVectorProduct")
  let variables = x.map(\.asVariable)
  let z = model(variables)
  requireFloating(z, "gaussNewtonVectorProduct", "model's result")
  let jv = pushforward(of: z, withRespectTo: variables, along: v)
  let hjv = hessianVectorProduct(of: loss, at: z, along: jv)
  return pullback(of: z, hjv, withRespectTo: variables)
}
