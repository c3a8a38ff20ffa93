/// The inner products that the formulas for β are made of.
struct ConjugacyProducts {
  /// gₖᵀgₖ and gₖ₋₁ᵀgₖ₋₁.
  let square, lastSquare: Double
  /// gₖᵀgₖ₋₁
  let gradients: Double
  /// gₖᵀdₖ₋₁ and dₖ₋₁ᵀdₖ₋₁.
  let slope, directionSquare: Double
  /// gₖᵀy, yᵀy and dₖ₋₁ᵀy, from y itself: as differences of products they would be rounding.
  let gradientChange, changeSquare, directionChange: Double

  init(_ g: [Double], _ last: ConjugateGradient.Memory) {
    var y = g
    accumulate(-1, last.gradient, into: &y)
    (square, lastSquare) = (dot(g, g), dot(last.gradient, last.gradient))
    gradients = dot(g, last.gradient)
    slope = dot(g, last.direction)
    directionSquare = dot(last.direction, last.direction)
    (gradientChange, changeSquare) = (dot(g, y), dot(y, y))
    directionChange = dot(last.direction, y)
  }

  func beta(_ rule: ConjugateGradient.Beta, eta: Double) -> Double {
    switch rule {
    case .fletcherReeves: square / lastSquare
    case .polakRibiere: max(0, gradientChange / lastSquare)
    case .hestenesStiefel: gradientChange / directionChange
    case .daiYuan: square / directionChange
    case .hagerZhang: max(hagerZhang, limit(eta))
    }
  }

  /// (y − 2·d·yᵀy/dᵀy)ᵀg/dᵀy
  private var hagerZhang: Double {
    (gradientChange - 2 * slope * changeSquare / directionChange) / directionChange
  }

  private func limit(_ eta: Double) -> Double {
    -1 / (directionSquare.squareRoot() * min(eta, lastSquare.squareRoot()))
  }
}
