public import DescentCore
public import DescentOptimizers

/// Trains a model on data.
///
///     let digits = try NamedDataset.named("digits").load()
///     let trainer = try Trainer(.init(hidden: [64]), on: digits.train, optimizer: Optimizer(Adam()))
///     let run = try trainer.run(onEvent: { event in print(event) })
///     print(run.outcome.reason, try run.model.evaluate(digits.test!))
///
/// The body of `run` is the loop that one would write by hand.
public struct Trainer: Sendable {
  /// The model before training.
  public let model: TrainedModel
  /// How parameters are updated; a rule's schedules are resolved for this run.
  public let method: TrainingMethod
  /// How long, and when to stop.
  public let options: TrainingOptions
  /// What is learned from.
  public let data: Dataset
  /// What progress is measured on, if anything.
  public let validation: Dataset?

  let targets: NDArray
  let validationTargets: NDArray?

  /// What a run came to.
  public struct Run: Sendable {
    /// The model after training: with the parameters of the best validation loss where `patience`
    /// was asked for, else with the last ones.
    public var model: TrainedModel
    /// Why it ended.
    public var outcome: Outcome
    /// Steps taken in all.
    public var steps: Int
    /// Seconds since it began, or was resumed.
    public var seconds: Double
    /// The last epoch, if any part of one was run.
    public var lastEpoch: EpochReport?
  }

  /// A trainer of a network with as many outputs as the data ask for.
  ///
  /// - Parameter loss: nil for softmax cross-entropy of classes, squared error of numbers, and the
  ///   Bernoulli loss of an autoencoder.
  /// - Parameter scaling: What is done to features first; nil for the data's `featureScale`.
  /// - Throws: If data, loss and validation data do not fit together, or the schedule needs to know
  ///   the length of the run and nothing limits its steps.
  public init(
    _ specification: ModelSpecification, on data: Dataset, validation: Dataset? = nil,
    loss: Loss? = nil, scaling: FeatureScaling? = nil, optimizer: Optimizer,
    options: TrainingOptions = TrainingOptions()
  ) throws(DescentError) {
    try self.init(
      specification, on: data, validation: validation, loss: loss, scaling: scaling,
      method: .rule(optimizer), options: options)
  }

  /// The same by any method.
  public init(
    _ specification: ModelSpecification, on data: Dataset, validation: Dataset? = nil,
    loss: Loss? = nil, scaling: FeatureScaling? = nil, method: TrainingMethod,
    options: TrainingOptions = TrainingOptions()
  ) throws(DescentError) {
    let loss = loss ?? .usual(for: specification, on: data)
    let description = TrainedModel.DataDescription(data, of: specification)
    let outputs = description.outputCount(for: loss)
    guard outputs > 0 else {
      throw DescentError(
        data.name, expected: "targets to train the model \(specification) on",
        found: "features alone", advice: "give --model autoencoder:UNITS,...")
    }
    try self.init(
      specification.model(outputs: outputs, features: description.featureSizes), specification,
      on: data, validation: validation, loss: loss, scaling: scaling, method: method,
      options: options)
  }

  /// A trainer of a model written in Swift.
  ///
  /// - Throws: If data, loss and validation data do not fit together, or the schedule needs to know
  ///   the length of the run and nothing limits its steps.
  public init(
    _ model: any Model, on data: Dataset, validation: Dataset? = nil, loss: Loss,
    scaling: FeatureScaling? = nil, optimizer: Optimizer,
    options: TrainingOptions = TrainingOptions()
  ) throws(DescentError) {
    try self.init(
      model, on: data, validation: validation, loss: loss, scaling: scaling,
      method: .rule(optimizer), options: options)
  }

  /// The same by any method.
  public init(
    _ model: any Model, on data: Dataset, validation: Dataset? = nil, loss: Loss,
    scaling: FeatureScaling? = nil, method: TrainingMethod,
    options: TrainingOptions = TrainingOptions()
  ) throws(DescentError) {
    try self.init(
      model, nil, on: data, validation: validation, loss: loss, scaling: scaling,
      method: method, options: options)
  }

  private init(
    _ model: any Model, _ specification: ModelSpecification?, on data: Dataset,
    validation: Dataset?, loss: Loss, scaling: FeatureScaling?, method: TrainingMethod,
    options: TrainingOptions
  ) throws(DescentError) {
    require(
      options.precision.isFloating, "Trainer: precision must be floating, got \(options.precision)")
    guard data.rowCount > 0 else {
      throw DescentError(data.name, expected: "at least one row to train on", found: "none")
    }
    let description = TrainedModel.DataDescription(data, of: specification)
    if let names = description.classNames, names.count < 2 {
      let isNumber = names.first.flatMap(Double.init) != nil
      throw DescentError(
        data.name, expected: "at least two classes", found: "\(names.count)",
        advice: isNumber ? "if the targets are numbers, give --task regression" : nil)
    }
    require(
      (options.checkpointInterval ?? 1) > 0 && (options.patience ?? 1) > 0,
      "Trainer: checkpointInterval and patience must be positive")
    let layout = ParameterLayout(
      of: model, features: [data.featureCount], dtype: options.precision)
    guard layout.count <= Int(Int32.max) else {
      throw DescentError(
        specification.map { "model '\($0)'" } ?? "model",
        expected: "at most \(Int32.max) parameters", found: "\(layout.count)")
    }
    let model = TrainedModel(
      specification: specification, model: model, loss: loss,
      scaling: scaling ?? .scaled(by: data.featureScale), data: description, layout: layout,
      parameters: layout.initialValues(seed: options.seed, dtype: options.precision))
    self.model = model
    targets = try model.targets(of: data)
    if let validation {
      validationTargets = try model.checkedTargets(of: validation)
    } else {
      validationTargets = nil
    }
    self.data = data
    self.validation = validation
    self.options = options
    let size = Self.batchSize(method, options, data)
    let limit = options.stepLimit(batchesPerEpoch: (data.rowCount - 1) / size + 1)
    self.method = try method.resolved(
      for: layout.variables, loss, stepLimit: limit, batchSize: size)
  }

  /// Examples a step.
  public var batchSize: Int { Self.batchSize(method, options, data) }

  /// Steps an epoch.
  public var batchesPerEpoch: Int { (data.rowCount - 1) / batchSize + 1 }

  /// Steps after which the run ends at the latest; `Int.max` for no limit.
  public var stepLimit: Int { options.stepLimit(batchesPerEpoch: batchesPerEpoch) }

  private static func batchSize(
    _ method: TrainingMethod, _ options: TrainingOptions, _ data: Dataset
  ) -> Int {
    let usual = method.usualBatchSize(rows: data.rowCount)
    return min(max(1, options.batchSize ?? usual), data.rowCount)
  }

  var problem: TrainingProblem {
    TrainingProblem(
      model: model.model, layout: model.layout, loss: model.loss, scaling: model.scaling,
      targetScale: model.data.targetScale, precision: options.precision, threads: options.threads)
  }
}
