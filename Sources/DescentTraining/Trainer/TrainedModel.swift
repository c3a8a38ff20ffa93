public import DescentCore

/// A model with its parameters and all that is needed to use it on other data.
public struct TrainedModel: Sendable {
  /// What kind of network it is, if it was made from a specification; only these can be saved.
  public let specification: ModelSpecification?
  /// The network.
  public let model: any Model
  /// The loss it was trained with.
  public let loss: Loss
  /// What is done to features first.
  public let scaling: FeatureScaling
  /// Shape of one row, names of columns and of classes.
  public let data: DataDescription
  /// Which part of `parameters` is what.
  public let layout: ParameterLayout
  /// The parameter vector.
  public internal(set) var parameters: NDArray

  /// What a model knows of the data it was trained on.
  public struct DataDescription: Sendable, Hashable, Codable {
    /// The name of the data set.
    public var name: String
    /// The sizes of one row's axes.
    public var featureSizes: [Int]
    /// The columns' names; empty for images.
    public var featureNames: [String]
    /// The column of the targets, if it had a name.
    public var labelName: String?
    /// The names of the classes; nil when targets are numbers.
    public var classNames: [String]?
    /// The names of the target values.
    public var targetNames: [String]

    init(_ data: Dataset) {
      name = data.name
      featureSizes = data.featureShape.sizes
      featureNames = data.featureNames
      labelName = data.labelName
      classNames = data.classNames
      if case .values(_, let names)? = data.targets {
        targetNames = names
      } else {
        targetNames = []
      }
    }

    /// The number of outputs that a model for these targets has when trained with `loss`.
    func outputCount(for loss: Loss) -> Int {
      loss.kind == .twoClasses ? 1 : classNames?.count ?? targetNames.count
    }
  }

  /// Loss and accuracy on `data`.
  ///
  /// - Throws: If the data have no targets or other columns than the model was trained on.
  public func evaluate(_ data: Dataset, threads: Int? = nil) throws(DescentError) -> Evaluation {
    try check(data)
    let targets = try data.targets(for: loss, precision: parameters.dtype)
    return Evaluator(problem(threads), data: data).evaluate(parameters.storage, targets: targets)
  }

  /// The predictions for each row: probabilities of the classes, or numbers; `[rows, outputs]`.
  ///
  /// - Throws: If the data have other columns than the model was trained on.
  public func predict(_ data: Dataset, threads: Int? = nil) throws(DescentError) -> NDArray {
    try check(data)
    let result = Evaluator(problem(threads), data: data).predict(parameters.storage)
    guard loss.kind == .twoClasses else { return result }
    // One output stands for two classes.
    return NDArray(result.doubles.flatMap { [1 - $0, $0] }, shape: [data.rowCount, 2])
      .converted(to: parameters.dtype)
  }

  private func problem(_ threads: Int?) -> TrainingProblem {
    TrainingProblem(
      model: model, layout: layout, loss: loss, scaling: scaling, precision: parameters.dtype,
      threads: threads)
  }

  /// Makes sure that `evaluate` can use `data`.
  package func checkTargets(of data: Dataset) throws(DescentError) {
    try check(data)
    _ = try data.targets(for: loss, precision: parameters.dtype)
  }

  private func check(_ data: Dataset) throws(DescentError) {
    let expected = self.data.featureSizes.reduce(1, *)
    guard data.featureCount == expected else {
      throw DescentError(
        data.name, expected: "\(expected) features, as the model was trained on",
        found: "\(data.featureCount)")
    }
    guard let known = self.data.classNames?.count, let found = data.classNames?.count,
      found > known
    else { return }
    throw DescentError(
      data.name, expected: "at most \(known) classes, as the model was trained on",
      found: "\(found)")
  }

  /// What `loadData` must look for in data for this model.
  public var expectedColumns: ExpectedColumns {
    ExpectedColumns(
      featureNames: data.featureNames, labelName: data.labelName, classNames: data.classNames)
  }
}

extension Dataset {
  /// The targets in the type that a loss takes them in.
  func targets(for loss: Loss, precision: DType) throws(DescentError) -> NDArray {
    switch (targets, loss.kind) {
    case (nil, _):
      throw DescentError(name, expected: "a column of targets", found: "features alone")
    case (.classes(let classes, _)?, .classes): return classes
    case (.classes(let classes, let names)?, .twoClasses):
      guard names.count == 2 else {
        throw DescentError(
          name, expected: "two classes for the \(loss.title)", found: "\(names.count)")
      }
      return classes
    case (.values(let values, _)?, .numbers): return values.converted(to: precision)
    case (.values(let values, _)?, .counts):
      if let negative = values.doubles.first(where: { $0 < 0 }) {
        throw DescentError(
          name, expected: "targets of 0 or more for \(loss.title)", found: "\(negative)")
      }
      return values.converted(to: precision)
    case (.classes?, .numbers), (.classes?, .counts):
      throw DescentError(
        name, expected: "numbers as targets for the loss \(loss)", found: "classes")
    case (.values?, .classes), (.values?, .twoClasses):
      throw DescentError(
        name, expected: "classes as targets for the loss \(loss)", found: "numbers")
    }
  }
}
