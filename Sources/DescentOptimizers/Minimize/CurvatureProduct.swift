package import DescentCore

/// Which matrix stands for the second derivatives of a function.
public enum CurvatureMatrix: String, SettingChoice {
  /// The Hessian itself, which may be indefinite.
  case hessian
  /// Jᵀ·H·J, the Hessian without the curvature of the model.
  case gaussNewton = "gauss-newton"
  /// The mean of the outer products of the examples' gradients. (The Fisher matrix itself is
  /// `gaussNewton` where the loss is a likelihood with the model's output for its natural parameters.)
  case empiricalFisher = "empirical-fisher"
}

/// Products of a curvature matrix at one point after the other, each with many directions.
///
/// What the point alone determines, a network's activations for instance, is computed once.
package final class CurvatureProduct {
  /// Where the matrix is taken, and what it is multiplied with.
  let point, direction: Storage
  /// w of the hidden states; a `float64` scalar.
  let structural: Storage
  private let execution: StagedExecution
  /// Which data what is kept was computed from; nil before the first.
  private var data: Int?

  init(_ matrix: CurvatureMatrix, of objective: Objective, isStructural: Bool) {
    let count = objective.layout.count
    let vector = Program.Input([count], objective.precision)
    let storages = (0..<2).map { _ in Storage(byteCount: count * objective.precision.size) }
    (point, direction) = (storages[0], storages[1])
    structural = Storage(byteCount: 8)
    execution = StagedExecution(
      inputs: [(vector, point), (vector, direction), (.init([]), structural)], changing: [1, 2],
      threads: objective.threads
    ) { input in
      [
        objective.curvatureProduct(
          matrix, at: input[0], along: input[1], structural: isStructural ? input[2] : nil)
      ]
    }
  }

  /// The product of the last run.
  var result: Storage { execution.place(ofOutput: 0) }

  /// Goes to a point, unless it is there already, with the same data.
  ///
  /// - Parameter data: A number for the data at hand.
  func move(to point: NDArray, data: Int) {
    if self.data == data, self.point.hasSameBytes(as: point.storage) { return }
    self.point.copyBytes(from: point.storage)
    execution.prepare()
    self.data = data
  }

  /// Multiplies with `direction`.
  func run() { execution.run() }

  /// A copy of the product of the last run.
  var array: NDArray { execution.output(0) }
}

extension Objective {
  /// The product of a curvature matrix with a direction, both vectors of all variables; to be traced.
  ///
  /// - Precondition: For the Gauss–Newton matrix, the objective is composed.
  package func curvatureProduct(
    _ matrix: CurvatureMatrix, at x: Tensor, along v: Tensor, structural: Tensor? = nil
  ) -> Tensor {
    if matrix == .hessian {
      return hessianVectorProduct(of: { curvatureValue(at: $0) }, at: x, along: v)
    }
    guard let composition else { fatalError("Objective: has no model and loss") }
    let (point, direction) = (variables(in: x), variables(in: v))
    let pieces =
      matrix == .gaussNewton
      ? composition.gaussNewtonProduct(at: point, along: direction, structural: structural)
      : composition.empiricalFisherProduct(at: point, along: direction)
    return .concatenate(pieces.map { $0.flattened.cast(to: precision) })
  }
}

extension Oracle {
  /// Products of a curvature matrix at points that have to be moved to.
  mutating func products(
    of matrix: CurvatureMatrix, isStructural: Bool = false
  ) -> CurvatureProduct {
    cached("products \(matrix)" + (isStructural ? ", structural" : "")) {
      CurvatureProduct(matrix, of: $0, isStructural: isStructural)
    }
  }

  /// The product of a curvature matrix at a point with a vector.
  mutating func product(
    _ matrix: CurvatureMatrix, at point: NDArray, along v: NDArray
  ) -> NDArray {
    let product = products(of: matrix)
    product.move(to: point, data: data)
    product.direction.copyBytes(from: v.storage)
    product.run()
    count(products: 1)
    return product.array
  }
}
