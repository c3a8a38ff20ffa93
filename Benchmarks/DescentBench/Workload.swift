import Descent
import Foundation

/// A unit of work that other libraries are timed on, too.
protocol Workload {
  /// The case, such as `adam-b32`.
  var name: String { get }
  /// What it cannot do without.
  var floor: Floor { get }
  /// The median time of one unit of work.
  func seconds(threads: Int) throws -> Double
}

/// The least that a unit of work can come to.
enum Floor {
  /// Multiplications and additions of matrix products.
  case flops(Double)
  /// Bytes to and from memory.
  case bytes(Double)
}

/// The workloads by name.
func workloads() -> [(name: String, cases: [any Workload])] {
  [("mlp", MLPStep.all), ("curvature", CurvatureProduct.all), ("update", UpdateStep.all)]
}

/// Fashion-MNIST, which all of them use.
func fashionMNIST() throws -> Dataset {
  let directory = ProcessInfo.processInfo.environment["FASHION_MNIST"]
  return try NamedDataset.named("fashion-mnist").load(directory: directory).train
}
