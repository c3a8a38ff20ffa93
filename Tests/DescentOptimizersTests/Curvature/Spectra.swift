import DescentCore

@testable import DescentOptimizers

/// Symmetric matrices of every kind that methods may stumble over, by their eigenvalues.
enum Spectra: String, CaseIterable {
  case single, negative, indefinite, deficient, repeated, few, multiple, zero, clustered

  var eigenvalues: [Double] {
    switch self {
    case .single: [3.5]
    case .negative: [-2]
    case .indefinite: randomVector(40, seed: 11)
    case .deficient: randomVector(6, seed: 12) + [Double](repeating: 0, count: 24)
    case .repeated: [5, 5, 5, 4, 4, -5, -5, 1, 0.5, 0.5, 0.5, 0.25, 3, 3, 3, 3, 3, 2, 1, 0]
    case .few: [7, 7, 7, 7, -1, -1, -1, -1, -1]
    case .multiple: [Double](repeating: 2.5, count: 12)
    case .zero: [Double](repeating: 0, count: 7)
    case .clustered: (0..<30).map { 1 + 1e-3 * Double($0) } + [100]
    }
  }

  var matrix: [Double] { symmetricMatrix(eigenvalues, seed: 21) }

  var `operator`: SymmetricOperator { SymmetricOperator(square(matrix)) }
}

func square(_ matrix: [Double]) -> NDArray {
  let n = Int(Double(matrix.count).squareRoot().rounded())
  return NDArray(matrix, shape: [n, n])
}

extension Sequence<Double> {
  var sum: Double { reduce(0, +) }
}
