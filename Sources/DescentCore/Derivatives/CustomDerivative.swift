/// `value` with a derivative of your own.
///
///     (y, w ↦ Jᵀw):  y is `value`; J is what `pullback` says, whatever y was computed with
///
/// The pullback is traced at once and differentiated in its turn for higher derivatives. Forward
/// mode transposes it: Jv is the derivative of ⟨Jᵀw, v⟩ with respect to w. So all transformations
/// work through it.
///
///     // The gradient passes through rounding as if there were none.
///     let y = customDerivative(of: round(x), at: x) { w in w }
///
/// - Parameter value: A floating-point tensor.
/// - Parameter x: What derivatives flow to; `value` may depend on other tensors, too, but no
///   derivative flows to them.
/// - Parameter pullback: Takes w, of the shape of `value`, to Jᵀw, of the shape of x. It must be
///   linear in w and may use any tensors.
/// - Precondition: The result of the pullback has the shape of x.
public func customDerivative(
  of value: Tensor, at x: Tensor, pullback: (Tensor) -> Tensor
) -> Tensor {
  customDerivative(of: value, at: [x]) { [pullback($0)] }
}

/// `value` with a derivative of your own with respect to each of several tensors.
///
/// - Precondition: The pullback gives one tensor for each of x, of its shape.
public func customDerivative(
  of value: Tensor, at x: [Tensor], pullback: (Tensor) -> [Tensor]
) -> Tensor {
  requireFloating([value] + x, "customDerivative", "value and each variable")
  // Depends on all of them, so that where one is batched w is, too.
  let w = Tensor(Node(.customDerivative(variables: 0), ([value] + x).map(\.node)))
  let products = pullback(w)
  require(
    products.map(\.shape) == x.map(\.shape),
    "customDerivative: the pullback gives shapes \(products.map(\.shape)) for \(x.map(\.shape))")
  let casts = zip(products, x).map { $0.cast(to: $1.dtype) }
  return Tensor(
    Node(.customDerivative(variables: x.count), ([value, w] + x + casts).map(\.node)))
}

extension Node {
  private var cotangent: Tensor { Tensor(inputs[1]) }

  private func products(_ n: Int) -> [Tensor] { inputs.suffix(n).map { Tensor($0) } }

  /// What flows to each input: to the n variables their products with w, computed from `dy` instead.
  func customPullback(_ n: Int, _ dy: Tensor) -> [Tensor?] {
    let products = products(n)
    let replaced = carried([dy], from: [cotangent], to: products) { node, inputs in
      Tensor(Node(node.op, zip(inputs, node.inputs).map { $0?.node ?? $1 }))
    }
    let flows = zip(products, replaced).map { $1 ?? $0 }
    return [nil, nil] + flows + products.map { _ in nil }
  }

  /// The tangent: w ↦ Jᵀw transposed, applied to the tangents of the variables.
  func customPushforward(_ n: Int, _ dx: [Tensor?]) -> Tensor? {
    let moving = zip(products(n), dx.dropFirst(2)).compactMap { product, v in
      v.map { (product, $0) }
    }
    if moving.isEmpty { return nil }
    return DescentCore.pullback(
      of: moving.map(\.0), moving.map(\.1), withRespectTo: [cotangent])[0]
  }

  /// The same for a batch: every input with its new axis 0.
  func batchedCustomDerivative(
    _ n: Int, _ batches: [Tensor?], _ inputs: [Tensor]
  ) -> Tensor {
    require(
      n == 0 || batches[1] != nil,
      "customDerivative: in a map, the pullback depends on the entry but the value and the "
        + "variables do not")
    return Tensor(Node(op, inputs.map(\.node)))
  }
}
