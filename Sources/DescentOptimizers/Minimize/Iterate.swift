public import DescentCore

/// A point of a search, and what is known there.
public struct Iterate: Sendable, Hashable {
  /// 0 for the start, 1 after the first step.
  public var step: Int
  /// The variables, one vector.
  public var point: NDArray
  /// The value of the function there, with the penalties of an optimizer.
  public var value: Double
  /// The gradient of that, one vector; 0 for variables that are frozen.
  public var gradient: NDArray
  /// The 2-norm of the gradient; within bounds, of the gradient without what pushes against them.
  public var gradientNorm: Double
  /// The learning rate, or length, of the step that led here; at the start, of the first step.
  public var learningRate: Double

  /// Whether value and gradient are numbers, and the value not beyond -10¹⁰⁰, where no function
  /// that has a minimum gets by steps.
  var isSound: Bool { hasSoundValue && gradientNorm.isFinite }

  /// The same of the value alone.
  var hasSoundValue: Bool { value.isFinite && value > -1e100 }
}

extension Iterate {
  /// A point of which nothing is known yet.
  package init(unknownAt point: NDArray, step: Int, learningRate: Double) {
    self.init(
      step: step, point: point, value: .nan, gradient: .zeros(point.shape, point.dtype),
      gradientNorm: .nan, learningRate: learningRate)
  }

  /// Computes value and gradient where it is, for a function that has become another one.
  package mutating func refresh(_ oracle: inout Oracle) {
    self = Iterate(at: point, step: step, learningRate: learningRate, &oracle)
  }

  /// What is known at `point`, reached by a step of `learningRate`; the value may be known already.
  init(
    at point: NDArray, step: Int, learningRate: Double, valueIsKnown: Bool = false,
    _ oracle: inout Oracle
  ) {
    let (value, gradient) = oracle.valueAndGradient(at: point, valueIsKnown: valueIsKnown)
    self.init(
      at: point, value: value, gradient: gradient, step: step, learningRate: learningRate,
      within: oracle.objective.bounds)
  }

  /// What is known at `point`, all of it computed already.
  init(
    at point: NDArray, value: Double, gradient: NDArray, step: Int, learningRate: Double,
    within bounds: Bounds?
  ) {
    let length =
      bounds.map { norm($0.projectedGradient(gradient.doubles, at: point.doubles)) }
      ?? norm(gradient)
    self.init(
      step: step, point: point, value: value, gradient: gradient, gradientNorm: length,
      learningRate: learningRate)
  }
}
