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

/// Σᵢ aᵢ·bᵢ
func dot(_ a: [Double], _ b: [Double]) -> Double {
  zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
}

/// √Σᵢ aᵢ², scaled so that no square overflows or vanishes.
func norm(_ a: [Double]) -> Double {
  let largest = a.reduce(0) { max($0, abs($1)) }
  guard largest > 0, largest.isFinite, !a.contains(where: \.isNaN) else {
    return a.contains(where: \.isNaN) ? .nan : largest
  }
  return largest * a.reduce(0) { $0 + ($1 / largest) * ($1 / largest) }.squareRoot()
}
