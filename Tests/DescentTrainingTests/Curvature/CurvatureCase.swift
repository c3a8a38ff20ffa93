import DescentCore
import DescentOptimizers

@testable import DescentTraining

/// A small network, a loss and data whose number of rows few batch sizes divide.
struct CurvatureCase {
  let loss: Loss
  let model: Sequential
  let data: Dataset
  let parameters: NDArray
  static let rows = 23

  /// Those whose second derivatives say something.
  static let smooth: [Loss] = [
    .meanSquaredError, .huber(delta: 0.7), .logCosh, .poisson, .bernoulli, .binaryCrossEntropy,
    .focal(),
    .focal(gamma: 1.5, alpha: 0.3), .softmaxCrossEntropy(),
    .softmaxCrossEntropy(labelSmoothing: 0.2),
  ]

  init(_ loss: Loss, _ activation: Activation = .tanh, seed: UInt64 = 4) {
    var random = RandomSource(seed: seed)
    let n = Self.rows
    let features = NDArray((0..<n * 3).map { _ in random.normal() }, shape: [n, 3])
    let outputs: Int
    let targets: Dataset.Targets
    switch loss.kind {
    case .numbers, .counts, .shares:
      outputs = 2
      let values = (0..<n * 2).map { _ in
        switch loss.kind {
        case .counts: Double(random.index(below: 5))
        case .shares: random.uniform()
        default: random.normal()
        }
      }
      targets = .values(NDArray(values, shape: [n, 2]), names: ["a", "b"])
    case .twoClasses, .classes:
      let count = loss.kind == .classes ? 3 : 2
      outputs = count == 2 ? 1 : count
      let classes = (0..<n).map { _ in Int32(random.index(below: count)) }
      targets = .classes(NDArray(classes), names: (0..<count).map { "\($0)" })
    }
    self.loss = loss
    model = Sequential(Dense(4, activation: activation), Dense(outputs))
    data = Dataset(name: "random", features: features, targets: targets, featureScale: 0.8)
    let layout = ParameterLayout(of: model, features: [3], dtype: .float64)
    parameters = NDArray((0..<layout.count).map { _ in 0.6 * random.normal() })
  }

  func `operator`(
    _ matrix: ModelCurvature, _ change: (inout CurvatureOptions) -> Void = { _ in }
  ) throws(DescentError) -> SymmetricOperator {
    var options = CurvatureOptions()
    options.threads = 1
    change(&options)
    return try SymmetricOperator(
      matrix, of: model, loss: loss, on: data, at: parameters, options: options)
  }

  // What follows knows nothing of batches, nor of products.

  /// The outputs for all rows.
  func output(_ p: Tensor) -> Tensor {
    model(0.8 * Tensor(data.features), Scope(p, dtype: .float64))
  }

  var targets: NDArray {
    guard let array = data.targets?.array else { return .zeros([1]) }
    return array
  }

  func meanLoss(_ p: Tensor) -> Tensor { loss(output(p), Tensor(targets)) }

  /// What a function of the parameters is.
  func evaluate(_ f: (Tensor) -> Tensor) -> NDArray {
    Program(.init([parameters.count]), threads: 1) { [f($0)] }(parameters)[0]
  }

  /// The Jacobian of all outputs, one row for each.
  var jacobianRows: [[Double]] {
    let j = evaluate { jacobian(of: { output($0).flattened }, at: $0) }
    let width = parameters.count
    return (0..<j.shape[0]).map { Array(j.doubles[$0 * width..<($0 + 1) * width]) }
  }

  /// The outputs for each row.
  var outputs: [[Double]] {
    let y = evaluate(output)
    return (0..<Self.rows).map { Array(y.doubles[$0 * y.shape[1]..<($0 + 1) * y.shape[1]]) }
  }

  /// The loss of one row's outputs, and its gradient by them.
  func rowLoss(_ output: [Double], _ target: NDArray) -> [Double] {
    let program = Program(.init([1, output.count]), threads: 1) { y in
      [gradient(of: { loss($0, Tensor(target)) }, at: y)]
    }
    return program(NDArray(output, shape: [1, output.count]))[0].doubles
  }
}

/// a ← a + c·x·xᵀ
func addOuter(_ c: Double, _ x: [Double], into a: inout [Double]) {
  let n = x.count
  for i in 0..<n {
    for k in 0..<n { a[i * n + k] += c * x[i] * x[k] }
  }
}

/// Whether all numbers differ by no more than a part of the largest.
func areClose(_ a: [Double], _ b: [Double], _ tolerance: Double) -> Bool {
  let size = b.map(abs).max() ?? 0
  return a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= tolerance * size }
}
