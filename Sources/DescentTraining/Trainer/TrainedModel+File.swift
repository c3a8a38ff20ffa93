public import DescentCore
import Foundation

extension TrainedModel {
  private static let format = "descent-model/1"

  /// Writes the model as a safetensors file: parameters by name, the rest as metadata.
  ///
  /// The same model gives the same bytes.
  public func write(to path: String) throws(DescentError) {
    try contents(path: path).write(to: path)
  }

  /// What `write` writes; a checkpoint adds the optimizer's memory to it.
  func contents(path: String) throws(DescentError) -> SafeTensors {
    guard let specification else {
      throw DescentError(
        path, expected: "a model made from a specification such as mlp:128",
        found: "a model written in Swift, whose code no file can hold")
    }
    var metadata = CheckpointMetadata(path: path)
    metadata.set("format", Self.format)
    metadata.set("model", specification.description)
    try metadata.set("loss", json: loss)
    try metadata.set("data", json: data)
    metadata.set("precision", parameters.dtype.rawValue)
    try metadata.set("scaling", json: [scaling.shift.doubles, scaling.scale.doubles])
    return SafeTensors(tensors: layout.split(parameters), metadata: metadata.values)
  }

  /// Reads a model that `write` wrote, or the model in a checkpoint.
  public init(contentsOf path: String) throws(DescentError) {
    try self.init(SafeTensors(contentsOf: path), path: path)
  }

  init(_ file: SafeTensors, path: String) throws(DescentError) {
    let metadata = CheckpointMetadata(file.metadata, path: path)
    guard file.metadata["format"] == Self.format else {
      throw DescentError(
        path, expected: "a model that descent wrote (format \(Self.format))",
        found: file.metadata["format"].map { "format '\($0)'" } ?? "a safetensors file without it")
    }
    let specification = try Self.specification(metadata)
    let data = try metadata.json("data", as: DataDescription.self)
    guard let featureCount = Self.product(data.featureSizes) else {
      throw DescentError(
        "\(path), metadata 'data'",
        expected: "featureSizes of 1 or more, their product at most \(Int32.max)",
        found: "\(data.featureSizes)")
    }
    let scaling = try Self.scaling(metadata, featureCount: featureCount)
    let loss = try metadata.json("loss", as: Loss.self)
    guard specification.isAutoencoder == (data.targetScale != nil) else {
      throw DescentError(
        "\(path), metadata 'data'",
        expected: "a targetScale for an autoencoder and for no other model",
        found: data.targetScale.map { "\($0) for \(specification)" } ?? "none")
    }
    let outputs = data.outputCount(for: loss)
    let name = try metadata.string("precision")
    guard let precision = DType(rawValue: name), precision.isFloating, outputs > 0 else {
      throw DescentError(
        "\(path), metadata", expected: "float32 or float64 and at least one output",
        found: "precision '\(name)' and \(outputs) outputs")
    }
    let model = try Self.model(specification, outputs: outputs, data, path: path)
    let layout = ParameterLayout(of: model, features: [featureCount], dtype: precision)
    self.init(
      specification: specification, model: model, loss: loss,
      scaling: scaling, data: data, layout: layout,
      parameters: try layout.join(file.tensors, precision, path: path))
  }

  private static func model(
    _ specification: ModelSpecification, outputs: Int, _ data: DataDescription, path: String
  ) throws(DescentError) -> Sequential {
    do throws(DescentError) {
      return try specification.model(outputs: outputs, features: data.featureSizes)
    } catch {
      var error = error
      error.subject = "\(path), \(error.subject)"
      throw error
    }
  }

  private static func specification(
    _ metadata: CheckpointMetadata
  ) throws(DescentError) -> ModelSpecification {
    let text = try metadata.string("model")
    do throws(DescentError) {
      return try ModelSpecification(text)
    } catch {
      var error = error
      error.subject = "\(metadata.path), \(error.subject)"
      throw error
    }
  }

  /// The product of sizes that a foreign file announces; nil where no data could have them.
  private static func product(_ sizes: [Int]) -> Int? {
    var product = 1
    for size in sizes {
      guard size > 0, size <= Int(Int32.max) / product else { return nil }
      product *= size
    }
    return product
  }

  private static func scaling(
    _ metadata: CheckpointMetadata, featureCount: Int
  ) throws(DescentError) -> FeatureScaling {
    let lists = try metadata.json("scaling", as: [[Double]].self)
    guard lists.count == 2, lists[0].count == lists[1].count,
      [1, featureCount].contains(lists[0].count)
    else {
      throw DescentError(
        "\(metadata.path), metadata 'scaling'",
        expected: "shifts and scales of \(featureCount) features",
        found: "lists of \(lists.map(\.count))")
    }
    guard lists.allSatisfy({ $0.allSatisfy(\.isFinite) }) else {
      throw DescentError(
        "\(metadata.path), metadata 'scaling'", expected: "finite numbers",
        found: "some that are not finite")
    }
    let shape: Shape = lists[0].count == 1 && featureCount > 1 ? [] : [lists[0].count]
    return FeatureScaling(
      shift: NDArray(lists[0], shape: shape), scale: NDArray(lists[1], shape: shape))
  }
}

extension ParameterLayout {
  /// The pieces of a parameter vector by name.
  func split(_ vector: NDArray) -> [String: NDArray] {
    let pieces = entries.map { entry in
      (entry.name, vector.rows(Array(entry.range)).reshaped(entry.shape))
    }
    return Dictionary(uniqueKeysWithValues: pieces)
  }

  /// The vector of the pieces that `tensors` holds by name.
  func join(
    _ tensors: [String: NDArray], _ dtype: DType, path: String
  ) throws(DescentError) -> NDArray {
    var pieces: [(entry: Entry, tensor: NDArray)] = []
    for entry in entries {
      guard let tensor = tensors[entry.name] else {
        throw DescentError(path, expected: "a tensor '\(entry.name)'", found: "none")
      }
      guard tensor.shape == entry.shape && tensor.dtype == dtype else {
        throw DescentError(
          "\(path), tensor '\(entry.name)'", expected: "\(dtype)\(entry.shape)",
          found: "\(tensor.dtype)\(tensor.shape)")
      }
      guard tensor.doubles.allSatisfy(\.isFinite) else {
        throw DescentError(
          "\(path), tensor '\(entry.name)'", expected: "finite weights",
          found: "weights that are not finite")
      }
      pieces.append((entry, tensor))
    }
    // Only now, since a foreign file may announce a model of any size.
    let vector = NDArray.zeros([count], dtype)
    for (entry, tensor) in pieces {
      vector.storage.copyBytes(
        from: tensor.storage, at: 0, to: entry.range.lowerBound * dtype.size,
        count: entry.shape.count * dtype.size)
    }
    return vector
  }
}
