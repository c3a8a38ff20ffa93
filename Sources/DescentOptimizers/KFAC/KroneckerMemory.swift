import DescentCore

/// What K-FAC remembers, in memory that its programs write over.
///
/// | Name              | What                                                             | Shape        |
/// |-------------------|------------------------------------------------------------------|--------------|
/// | `step`            | δ, the last step                                                 | parameters   |
/// | `updates`         | how often statistics were taken                                  | a number     |
/// | `input`, `output` | A and G of layer k                                               | their orders |
/// | `left`, `right`   | their inverses, or eigenvectors                                  | their orders |
/// | `scale`           | the curvature in the eigenbasis                                  | A by G       |
/// | `diagonal`        | the mean squared gradient of parameter k, which is in no layer   | its own      |
final class KroneckerMemory: Sendable {
  /// Its programs write here, of the owner of the only reference; see `KFACPrograms.bind`.
  let storage: [String: (input: Program.Input, storage: Storage)]

  /// A memory of what was saved.
  init(_ arrays: [String: NDArray]) {
    storage = arrays.mapValues { (.init($0.shape, $0.dtype), $0.storage.copy()) }
  }

  /// A memory of zeros.
  init(_ inputs: [(name: String, input: Program.Input)]) {
    storage = Dictionary(
      uniqueKeysWithValues: inputs.map { name, input in
        (name, (input, Storage(byteCount: input.shape.count * input.dtype.size)))
      })
  }

  /// All of it, copied.
  var arrays: [String: NDArray] {
    storage.mapValues {
      NDArray(dtype: $0.input.dtype, shape: $0.input.shape, storage: $0.storage.copy())
    }
  }

  subscript(_ name: String) -> (input: Program.Input, storage: Storage) {
    guard let found = storage[name] else {
      fatalError("KroneckerMemory: no '\(name)' among \(storage.keys.sorted())")
    }
    return found
  }
}
