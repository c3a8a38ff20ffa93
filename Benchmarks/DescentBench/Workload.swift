import Descent
import Foundation

/// A unit of work that other libraries are timed on, too.
protocol Workload {
  /// The case, such as `adam-b32`.
  var name: String { get }
  /// The multiplications and additions of its matrix products.
  var flops: Double { get }
  /// The median time of one unit of work.
  func seconds(threads: Int) throws -> Double
}

/// The workloads by name.
func workloads() -> [(name: String, cases: [any Workload])] {
  [("mlp", MLPStep.all), ("curvature", CurvatureProduct.all)]
}

/// Fashion-MNIST, which all of them use.
func fashionMNIST() throws -> Dataset {
  let directory = ProcessInfo.processInfo.environment["FASHION_MNIST"]
  return try NamedDataset.named("fashion-mnist").load(directory: directory).train
}
