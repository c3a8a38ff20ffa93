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
    /// What features are multiplied by to be the targets of a model that reconstructs them; nil for
    /// targets that the data have beside the features.
    public var targetScale: Double?

    init(_ data: Dataset, of specification: ModelSpecification?) {
      name = data.name
      featureSizes = data.featureShape.sizes
      featureNames = data.featureNames
      labelName = data.labelName
      if specification?.isAutoencoder == true {
        targetScale = data.featureScale
        targetNames = data.featureNames
        if targetNames.isEmpty { targetNames = (1...data.featureCount).map { "feature \($0)" } }
        return
      }
      classNames = data.classNames
      if case .values(_, let names)? = data.targets {
        targetNames = names
      } else {
        targetNames = []
      }
    }

    /// The number of outputs that a model for these targets has when trained with `loss`.
    func outputCount(for loss: Loss) -> Int {
      if loss.kind == .twoClasses { return 1 }
      return targetScale == nil ? classNames?.count ?? targetNames.count : featureSizes.reduce(1, *)
    }
  }

  /// Loss on `data`, with the accuracy or the squared error where there is one.
  ///
  /// - Throws: If the data have no targets or other columns than the model was trained on.
  public func evaluate(_ data: Dataset, threads: Int? = nil) throws(DescentError) -> Evaluation {
    let targets = try checkedTargets(of: data)
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
      model: model, layout: layout, loss: loss, scaling: scaling,
      targetScale: data.targetScale, precision: parameters.dtype, threads: threads)
  }

  /// Makes sure that `evaluate` can use `data`.
  package func checkTargets(of data: Dataset) throws(DescentError) {
    _ = try checkedTargets(of: data)
  }

  /// The targets of data with the features that the model was trained on.
  func checkedTargets(of data: Dataset) throws(DescentError) -> NDArray {
    try check(data)
    return try targets(of: data)
  }

  /// The targets as programs take them: of an autoencoder the stored features.
  func targets(of data: Dataset) throws(DescentError) -> NDArray {
    guard let scale = self.data.targetScale else {
      return try data.targets(for: loss, precision: parameters.dtype)
    }
    try data.checkFeatures(asTargetsOf: loss, scale: scale)
    return data.features
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
