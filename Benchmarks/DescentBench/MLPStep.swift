import Descent
import Foundation

/// One training step of a 784-128-64-10 ReLU network with softmax cross-entropy on Fashion-MNIST:
/// take the next shuffled batch, forward, backward, update. The trainer that users call is timed.
struct MLPStep: Workload {
  let optimizer: String
  let batchSize: Int

  static var all: [any Workload] {
    [1, 32, 128, 512].flatMap { size in
      ["sgd", "adam"].map { MLPStep(optimizer: $0, batchSize: size) }
    }
  }

  var name: String { "\(optimizer)-b\(batchSize)" }

  /// Multiplications and additions of the matrix products: three a layer, two in the first, whose
  /// input needs no gradient.
  var floor: Floor {
    .flops(2 * Double(batchSize) * Double(2 * 784 * 128 + 3 * (128 * 64 + 64 * 10)))
  }

  /// As many steps as the peers take between two readings of the clock.
  private var stepsPerReading: Int { min(60_000 / batchSize, max(100, 80_000 / batchSize)) }

  /// The median over five readings of the time of a step, after one that does not count.
  func seconds(threads: Int) throws -> Double {
    let data = try fashionMNIST()
    let readings = 6
    var options = TrainingOptions()
    options.batchSize = batchSize
    options.steps = readings * stepsPerReading
    options.threads = threads
    let rule: any UpdateRule = optimizer == "adam" ? Adam() : SGD()
    let trainer = try Trainer(
      ModelSpecification(hidden: [128, 64]), on: data,
      optimizer: Optimizer(rule, learningRate: optimizer == "adam" ? 1e-3 : 0.1), options: options)
    var times: [Double] = []
    _ = try trainer.run(onEvent: { event in
      if case .step(let report) = event, report.step % stepsPerReading == 0 {
        times.append(report.seconds)
      }
    })
    return median(zip(times.dropFirst(), times).map { ($0 - $1) / Double(stepsPerReading) })
  }
}
