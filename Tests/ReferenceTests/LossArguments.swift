import Descent
import DescentCore

/// What a loss of another library was called with, by the library's names.
struct LossArguments {
  let tensors: [String: Tensor]
  let hyperparameters: [String: JSONValue]
  let reduction: LossReduction

  subscript(name: String) -> Tensor {
    tensors[name] ?? { fatalError("no input '\(name)' among \(tensors.keys.sorted())") }()
  }

  /// Class numbers.
  func classes(_ name: String) -> Tensor { self[name].cast(to: .int32) }

  /// A list of whole numbers among the hyper-parameters.
  func integers(_ name: String) -> Tensor {
    let numbers = hyperparameters[name]?.list?.compactMap(\.number) ?? []
    return Tensor(NDArray(numbers).converted(to: .int32))
  }

  func number(_ name: String, default value: Double = 0) -> Double {
    hyperparameters[name]?.number ?? value
  }

  func flag(_ name: String, default value: Bool = false) -> Bool {
    hyperparameters[name].map { $0 == .flag(true) } ?? value
  }
}

extension JSONValue {
  /// The numbers of nested lists and their shape.
  var array: NDArray {
    guard let list else { return NDArray(scalar: number ?? .nan) }
    let rows = list.map(\.array)
    let inner = rows.first?.shape.sizes ?? []
    return NDArray(rows.flatMap(\.doubles), shape: Shape([rows.count] + inner))
  }
}
