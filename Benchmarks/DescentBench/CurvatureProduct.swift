import Descent
import Foundation

/// The gradient, a Hessian-vector product and a Gauss-Newton-vector product of the mean
/// cross-entropy of a 784-128-64-10 tanh network on one batch of 512 images of Fashion-MNIST; of the
/// products also one of many at the same parameters, for which the forward pass is kept.
enum CurvatureProduct: String, CaseIterable, Workload {
  case gradient, hvp, ggnvp
  case hvpKept = "hvp-kept"
  case ggnvpKept = "ggnvp-kept"

  static var all: [any Workload] { allCases }

  private static let shapes: [Shape] = [[784, 128], [128], [128, 64], [64], [64, 10], [10]]
  private static let batchSize = 512

  var name: String { rawValue }

  /// Products of the first layer, whose input has no derivative, and of each of the others.
  private var products: (first: Int, others: Int) {
    switch self {
    case .gradient: (2, 3)
    case .hvp: (3, 8)
    case .ggnvp: (3, 5)
    case .hvpKept: (2, 6)
    case .ggnvpKept: (2, 4)
    }
  }

  var floor: Floor {
    let weights = products.first * 784 * 128 + products.others * (128 * 64 + 64 * 10)
    return .flops(2 * Double(Self.batchSize * weights))
  }

  func seconds(threads: Int) throws -> Double {
    let run = try runner(threads: threads)
    let readings = (0..<8).map { _ in
      measured { for _ in 0..<50 { run() } } / 50
    }
    return median(Array(readings.dropFirst()))
  }

  /// What computes the results once.
  private func runner(threads: Int) throws -> () -> Void {
    let rows = Self.batchSize
    let batch: [Program.Input] = [
      .init([rows, 784], .float32, isBatch: true), .init([rows], .int32, isBatch: true),
    ]
    let inputs = batch + (Self.shapes + Self.shapes).map { Program.Input($0, .float32) }
    let storage = try Self.inputs()
    let function = { (input: [Tensor]) in
      results(x: input[0], classes: input[1], p: Array(input[2..<8]), v: Array(input[8...]))
    }
    switch self {
    case .gradient, .hvp, .ggnvp:
      return Execution(
        Program(inputs: inputs, threads: threads, function), inputs: storage
      ).run
    case .hvpKept, .ggnvpKept:
      let staged = StagedExecution(
        inputs: Array(zip(inputs, storage)), changing: Set(8..<14), threads: threads, function)
      staged.prepare()
      return staged.run
    }
  }

  private func results(x: Tensor, classes: Tensor, p: [Tensor], v: [Tensor]) -> [Tensor] {
    let model = { (p: [Tensor]) in
      let first = tanh(matmul(x, p[0]) + p[1])
      let second = tanh(matmul(first, p[2]) + p[3])
      return matmul(second, p[4]) + p[5]
    }
    let loss = { (output: Tensor) in softmaxCrossEntropy(output, classes) }
    switch self {
    case .gradient: return Descent.gradient(of: { loss(model($0)) }, at: p)
    case .hvp, .hvpKept: return hessianVectorProduct(of: { loss(model($0)) }, at: p, along: v)
    case .ggnvp, .ggnvpKept: return gaussNewtonVectorProduct(of: model, loss: loss, at: p, along: v)
    }
  }

  /// Images, classes, parameters and direction.
  private static func inputs() throws -> [Storage] {
    let data = try fashionMNIST()
    guard case .classes(let classes, _) = data.targets else { return [] }
    let bytes = data.features.storage.scalars(UInt8.self, count: batchSize * 784)
    let labels = classes.storage.scalars(Int32.self, count: batchSize)
    var random = RandomSource(seed: 0)
    let parameters = shapes.map { shape in
      let bound = shape.rank == 2 ? (3 / Double(shape[0])).squareRoot() : 0
      return (0..<shape.count).map { _ in Float(Double.random(in: -bound...bound, using: &random)) }
    }
    let direction = shapes.map { shape in
      (0..<shape.count).map { _ in Float.random(in: -1...1, using: &random) }
    }
    return [Storage(bytes.map { Float($0) / 255 }), Storage(labels)]
      + (parameters + direction).map { Storage($0) }
  }
}
