import DescentCore

extension Iterate {
  /// What is known at `point`, reached by a step of `learningRate`.
  init(at point: NDArray, step: Int, learningRate: Double, _ oracle: inout Oracle) {
    let (value, gradient) = oracle.valueAndGradient(at: point)
    self.init(
      step: step, point: point, value: value, gradient: gradient,
      gradientNorm: norm(gradient.doubles), learningRate: learningRate)
  }
}
