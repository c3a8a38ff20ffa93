public import DescentCore
public import DescentOptimizers

extension SymmetricOperator {
  /// The curvature of a trained model's mean loss on a data set.
  ///
  ///     let curvature = try SymmetricOperator(.gaussNewton, of: run.model, on: digits.train)
  ///     print(lanczos(curvature, count: 3).values)
  ///
  /// Each product goes once through the data, batch by batch; the programs are compiled here.
  ///
  /// - Throws: If the data have no rows, no targets or other columns than the model was trained on,
  ///   or the Fisher matrix of a loss is asked for that is no likelihood.
  public init(
    _ matrix: ModelCurvature, of model: TrainedModel, on data: Dataset,
    options: CurvatureOptions = CurvatureOptions()
  ) throws(DescentError) {
    let (layout, scale) = (model.layout, model.data.targetScale)
    let precision = options.precision(for: model.parameters)
    let checked = try model.checkedTargets(of: data)
    let targets = scale == nil ? try data.targets(for: model.loss, precision: precision) : checked
    let problem = TrainingProblem(
      model: model.model, layout: layout, loss: model.loss, scaling: model.scaling,
      targetScale: scale, precision: precision, threads: options.threads)
    try self.init(matrix, problem, on: data, targets, at: model.parameters, options)
  }

  /// The curvature of the mean loss of a model with these parameters on a data set.
  ///
  /// - Parameter parameters: One vector, in the order in which the model asks for them.
  /// - Parameter scaling: What is done to features first; nil for the data's `featureScale`.
  /// - Throws: If the data have no rows or not the targets that the loss takes, or the Fisher matrix
  ///   of a loss is asked for that is no likelihood.
  /// - Precondition: There are as many parameters as the model asks for, and at least one.
  public init(
    _ matrix: ModelCurvature, of model: any Model, loss: Loss, on data: Dataset,
    at parameters: NDArray, scaling: FeatureScaling? = nil,
    options: CurvatureOptions = CurvatureOptions()
  ) throws(DescentError) {
    let precision = options.precision(for: parameters)
    let layout = ParameterLayout(of: model, features: [data.featureCount], dtype: precision)
    require(
      parameters.shape == [layout.count],
      "SymmetricOperator: \(layout.count) parameters asked for, got \(parameters.shape)")
    let problem = TrainingProblem(
      model: model, layout: layout, loss: loss,
      scaling: scaling ?? .scaled(by: data.featureScale), targetScale: nil, precision: precision,
      threads: options.threads)
    let targets = try data.targets(for: loss, precision: precision)
    try self.init(matrix, problem, on: data, targets, at: parameters, options)
  }

  private init(
    _ matrix: ModelCurvature, _ problem: TrainingProblem, on data: Dataset, _ targets: NDArray,
    at parameters: NDArray, _ options: CurvatureOptions
  ) throws(DescentError) {
    require(
      options.batchSize > 0,
      "SymmetricOperator: needs a positive batch size, got \(options.batchSize)")
    guard data.rowCount > 0 else {
      throw DescentError(data.name, expected: "at least one row", found: "none")
    }
    if matrix == .fisher, !problem.loss.isLogLikelihood {
      throw DescentError(
        "Fisher matrix", expected: "a loss that is the logarithm of a probability",
        found: "the \(problem.loss.title)", advice: "take the Gauss-Newton matrix")
    }
    let product = BatchedProduct(
      matrix, problem, on: data, targets: targets, at: parameters, batchSize: options.batchSize)
    self = SymmetricOperator(dimension: problem.layout.count) { product($0) }
      .damped(by: options.damping)
  }
}
