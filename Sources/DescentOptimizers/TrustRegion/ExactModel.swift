/// The best step that there is: Newton's by Cholesky where that is one and within reach, else the
/// minimizer on the boundary by eigenvalues, the hard case included.
///
/// Moré & Sorensen 1983, "Computing a trust region step"; by eigenvalues as in Conn, Gould & Toint
/// 2000, section 7.3, so that another radius costs next to nothing.
struct ExactModel: RegionModel {
  let quadratic: DenseQuadratic
  private lazy var newton = quadratic.newtonStep().map { quadratic.step($0) }
  private lazy var system = SpectralSystem(quadratic.hessian, quadratic.gradient)

  init(_ quadratic: DenseQuadratic) { self.quadratic = quadratic }

  mutating func step(within radius: Double, _ product: ([Double]) -> [Double]) -> RegionStep? {
    step(.radius(radius))
  }

  /// The minimizer of the model.
  ///
  /// - Returns: nil if H is not finite.
  mutating func step(_ reach: Reach) -> RegionStep? {
    if case .radius(let radius) = reach, let newton, newton.length <= radius, newton.fall >= 0 {
      return newton
    }
    guard let system else { return nil }
    return quadratic.step(system.assembled(system.minimizer(reach)))
  }
}
