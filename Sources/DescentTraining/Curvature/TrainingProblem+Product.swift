import DescentCore

extension TrainingProblem {
  /// The product of a curvature matrix of the mean loss over a batch with v, a vector; to be traced.
  ///
  /// - Precondition: For the Fisher matrix, the loss is a likelihood.
  func product(
    _ matrix: ModelCurvature, rows: Tensor, targets: Tensor, at p: Tensor, along v: Tensor
  ) -> Tensor {
    let model = { (p: Tensor) in output(rows, p).output }
    return switch matrix {
    case .hessian: hessianVectorProduct(of: { loss(model($0), targets) }, at: p, along: v)
    case .gaussNewton:
      gaussNewtonVectorProduct(of: model, loss: { loss($0, targets) }, at: p, along: v)
    case .fisher:
      gaussNewtonVectorProduct(
        of: model, loss: { loss.informationPotential($0) }, at: p, along: v)
    case .empiricalFisher:
      outerProducts(of: { exampleLosses(model($0), targets) }, at: p, along: v)
    }
  }

  /// 1/n·Σ gᵢ·(gᵢᵀv), where gᵢ are the gradients of the n results of a function.
  private func outerProducts(of f: (Tensor) -> Tensor, at p: Tensor, along v: Tensor) -> Tensor {
    let slopes = pushforward(of: f, at: p, along: v).tangent
    return pullback(of: f, at: p).pullback(slopes / Double(slopes.shape.count))
  }

  /// The loss of each example, shape `[n]`.
  private func exampleLosses(_ output: Tensor, _ targets: Tensor) -> Tensor {
    let losses = loss(output, targets, reduction: .none)
    return losses.rank > 1 ? losses.mean(Array(1..<losses.rank)) : losses
  }
}
