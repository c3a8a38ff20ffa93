import DescentCore
import DescentOptimizers

/// The mean loss over one batch as a function of the parameters; to be traced.
struct BatchFunction {
  let problem: TrainingProblem
  /// Stored features, shape `[rows, features]`.
  let rows: Tensor
  let targets: Tensor

  /// The loss and its gradient, a vector, at a vector of all parameters.
  func valueAndGradient(at parameters: Tensor) -> (value: Tensor, gradient: Tensor) {
    let (value, gradient, _) = derivatives(at: parameters) { _ in targets }
    return (value, gradient)
  }

  /// The same with the output of the model.
  func derivatives(at parameters: Tensor) -> (value: Tensor, gradient: Tensor, output: Tensor) {
    derivatives(at: parameters) { _ in targets }
  }

  private func derivatives(
    at parameters: Tensor, _ targets: (Tensor) -> Tensor
  ) -> (value: Tensor, gradient: Tensor, output: Tensor) {
    let (output, scope) = problem.output(rows, parameters)
    let loss = problem.loss(output, targets(output))
    // By parameter, since the gradient by the vector would be a sum of padded parts.
    let pieces = gradient(of: loss, withRespectTo: scope.tensors)
    return (loss, .concatenate(pieces.map(\.flattened)), output)
  }

  /// What rules may ask beside the gradient.
  func probe(at parameters: Tensor, _ loss: Tensor) -> Probe {
    Probe(
      value: loss, gradient: { valueAndGradient(at: $0).gradient },
      hessianVectorProduct: { v in
        DescentCore.hessianVectorProduct(of: { value(at: $0) }, at: parameters, along: v)
      },
      sampledGradient: problem.loss.isLikelihood
        ? { random in
          var random = random
          return derivatives(at: parameters) {
            problem.loss.sample($0.stopGradient(), &random)
          }.gradient
        } : nil,
      valueAt: { value(at: $0) })
  }

  /// The loss at a vector of all parameters.
  private func value(at parameters: Tensor) -> Tensor {
    problem.loss(problem.output(rows, parameters).output, targets)
  }
}
