import DescentCore
import DescentOptimizers
import Testing

@testable import DescentTraining

/// y = -1 + 2x for x = 0, 0.1, …
func line(rows: Int, noise: Double = 0) -> Dataset {
  var random = RandomSource(seed: 9)
  let x = (0..<rows).map { Double($0) / 10 }
  let y = x.map { -1 + 2 * $0 + noise * random.normal() }
  return Dataset(
    name: "line", features: NDArray(x, shape: [rows, 1]),
    targets: .values(NDArray(y, shape: [rows, 1]), names: ["y"]))
}

func options(_ change: (inout TrainingOptions) -> Void) -> TrainingOptions {
  var options = TrainingOptions()
  options.precision = .float64
  options.threads = 1
  change(&options)
  return options
}

/// Goes up instead of down.
private struct Ascent: DirectionRule {
  static let name = "ascent"
  static let summary = "Gradient ascent."
  static let formula = "dₜ = −gₜ"
  static let source = "this test"
  static let defaultLearningRate = 0.01

  func direction(for g: Tensor, step t: Tensor, state: inout RuleState) -> Tensor {
    -g
  }
}

@Suite struct TrainerTests {
  @Test func `gradient descent takes the steps that are computed by hand`() throws {
    let data = line(rows: 10)
    let trainer = try Trainer(
      ModelSpecification(hidden: []), on: data,
      optimizer: Optimizer(GradientDescent(), learningRate: 0.1),
      options: options { $0.steps = 25 })
    let start = trainer.model.parameters.doubles
    var (w, b) = (start[0], start[1])
    var losses: [Double] = []
    for _ in 0..<25 {
      let x = data.features.doubles
      let errors = x.map { w * $0 + b - (-1 + 2 * $0) }
      losses.append(errors.reduce(0) { $0 + $1 * $1 } / 10)
      w -= 0.1 * 2 * zip(errors, x).reduce(0) { $0 + $1.0 * $1.1 } / 10
      b -= 0.1 * 2 * errors.reduce(0, +) / 10
    }
    var seen: [Double] = []
    let run = try trainer.run(onEvent: { event in
      if case .step(let step) = event { seen.append(step.loss) }
    })
    for (a, e) in zip(seen, losses) { #expect(abs(a - e) < 1e-12) }
    #expect(abs(run.model.parameters.doubles[0] - w) < 1e-12)
    #expect(abs(run.model.parameters.doubles[1] - b) < 1e-12)
    #expect(run.outcome == .stepLimit("25 steps done") && run.steps == 25)
  }

  @Test(arguments: [1, 2, 3, 5]) func `more threads change rounding only`(threads: Int) throws {
    func parameters(_ threads: Int) throws -> [Double] {
      try Trainer(
        ModelSpecification(hidden: [8]), on: line(rows: 43, noise: 0.1),
        optimizer: Optimizer(Adam(), learningRate: 0.01),
        options: options {
          $0.batchSize = 7
          $0.epochs = 4
          $0.threads = threads
        }
      ).run().model.parameters.doubles
    }
    for (a, b) in try zip(parameters(threads), parameters(1)) { #expect(abs(a - b) < 1e-9) }
    let (once, again) = (try parameters(threads), try parameters(threads))
    #expect(once == again)
  }

  @Test func `an epoch sees every row once, the short last batch too`() throws {
    let trainer = try Trainer(
      ModelSpecification(hidden: []), on: line(rows: 10),
      optimizer: Optimizer(SGD(), learningRate: 0.01),
      options: options {
        $0.batchSize = 4
        $0.epochs = 2
      })
    var examples: [Int] = []
    var epochs: [EpochReport] = []
    _ = try trainer.run(onEvent: { event in
      if case .step(let step) = event { examples.append(step.examples) }
      if case .epoch(let epoch) = event { epochs.append(epoch) }
    })
    #expect(examples == [4, 4, 2, 4, 4, 2])
    #expect(epochs.map(\.epoch) == [1, 2] && epochs.map(\.step) == [3, 6])
  }

  @Test func `a rate above the stability limit stops with step, loss, rate and advice`() throws {
    let trainer = try Trainer(
      ModelSpecification(hidden: []), on: line(rows: 100), scaling: FeatureScaling.none,
      optimizer: Optimizer(GradientDescent(), learningRate: 10),
      options: options { $0.epochs = 10_000 })
    let run = try trainer.run()
    guard case .diverged(let divergence) = run.outcome else {
      Issue.record("expected divergence, got \(run.outcome)")
      return
    }
    #expect(divergence.step == run.steps && divergence.learningRate == 10)
    #expect(!(divergence.value < 1e10))
    for part in ["step \(run.steps)", "learning rate 10", "--learning-rate 1", "--standardize"] {
      #expect(divergence.description.contains(part), "\(divergence)")
    }
  }

  /// Two classes told apart by one feature of this size, and a model that begins with zeros.
  private func trainer(
    _ rule: any UpdateRule, rate: Double, feature: Double, validates: Bool = false,
    _ change: (inout TrainingOptions) -> Void
  ) throws -> Trainer {
    let data = Dataset(
      name: "two", features: NDArray([-feature, feature], shape: [2, 1]),
      targets: .classes(NDArray([Int32(0), 1]), names: ["a", "b"]))
    let model = Sequential([Dense(2, name: "output", initializer: .zeros)])
    return try Trainer(
      model, on: data, validation: validates ? data : nil, loss: .softmaxCrossEntropy(),
      optimizer: Optimizer(rule, learningRate: rate), options: options(change))
  }

  @Test func `a gradient whose square overflows is no divergence by itself`() throws {
    let trainer = try trainer(SGD(), rate: 2e-38, feature: 1e20) {
      $0.precision = .float32
      $0.steps = 20
    }
    var norms: [Double] = []
    let run = try trainer.run(onEvent: { event in
      if case .step(let step) = event { norms.append(step.gradientNorm) }
    })
    #expect(norms[0] == .infinity)
    #expect(run.outcome.status == "step-limit", "\(run.outcome)")
    #expect(try run.model.evaluate(trainer.data).loss < 0.01)
  }

  @Test func `it is one where the optimizer has to remember the square`() throws {
    let trainer = try trainer(Adam(), rate: 1e-30, feature: 1e25) {
      $0.precision = .float32
      $0.steps = 20
    }
    guard case .diverged(let divergence) = try trainer.run().outcome else {
      Issue.record("expected divergence")
      return
    }
    #expect(divergence.step == 1 && divergence.gradientNorm == .infinity)
  }

  @Test(arguments: [false, true])
  func `a divergence in the very last step is seen`(validates: Bool) throws {
    // The loss is log 2 before the step; the step goes the wrong way, far enough.
    let trainer = try trainer(Ascent(), rate: 1e12, feature: 1, validates: validates) {
      $0.steps = 1
    }
    guard case .diverged(let divergence) = try trainer.run().outcome else {
      Issue.record("expected divergence")
      return
    }
    #expect(divergence.step == 1 && divergence.value > 1e11 && divergence.gradientNorm < 1)
  }

  @Test func `a schedule that needs the length of a run is refused where none is known`() throws {
    func trainer(_ schedule: String, _ change: (inout TrainingOptions) -> Void) throws -> Trainer {
      try Trainer(
        ModelSpecification(hidden: []), on: line(rows: 5),
        optimizer: Optimizer(SGD(), schedule: Schedule(schedule)), options: options(change))
    }
    let error = try #require(throws: DescentError.self) {
      try trainer("cosine:final=0.1") { $0.seconds = 1 }
    }
    #expect(
      error.description == "schedule cosine:final=0.1: expected its steps, or a limit to the "
        + "steps or epochs of the run, found neither")
    _ = try trainer("cosine:steps=9") { $0.seconds = 1 }
    _ = try trainer("cosine") { ($0.seconds, $0.epochs) = (1, .max) }
    _ = try trainer("exponential") { $0.targetLoss = 1 }
  }

  @Test func `training stops when the loss is low enough`() throws {
    let trainer = try Trainer(
      ModelSpecification(hidden: []), on: line(rows: 10),
      optimizer: Optimizer(GradientDescent(), learningRate: 0.3),
      options: options { $0.targetLoss = 1e-6 })
    let run = try trainer.run()
    #expect(run.outcome.status == "converged")
    #expect(try #require(run.lastEpoch).trainLoss <= 1e-6)
  }

  @Test func `patience stops at the best epoch and keeps its parameters`() throws {
    let (train, held) = (line(rows: 20, noise: 0.5), line(rows: 20))
    let trainer = try Trainer(
      ModelSpecification(hidden: []), on: train, validation: held,
      optimizer: Optimizer(SGD(), learningRate: 0.2),
      options: options {
        $0.patience = 3
        $0.batchSize = 1
      })
    var losses: [Double] = []
    let run = try trainer.run(onEvent: { event in
      if case .epoch(let report) = event { losses.append(report.validation?.loss ?? .nan) }
    })
    #expect(run.outcome.status == "stalled")
    let best = try #require(losses.min())
    #expect(losses.count == losses.firstIndex(of: best)! + 4)
    let loss = try run.model.evaluate(held).loss
    #expect(abs(loss - best) < 1e-12)
  }

  @Test func `a limit of seconds ends the run`() throws {
    let trainer = try Trainer(
      ModelSpecification(hidden: []), on: line(rows: 10),
      optimizer: Optimizer(SGD(), learningRate: 1e-3),
      options: options { $0.seconds = 0.05 })
    let run = try trainer.run()
    #expect(run.outcome == .stepLimit("0.05 seconds over") && run.seconds >= 0.05)
  }

  @Test func `targets that do not fit the loss are refused`() throws {
    #expect(throws: DescentError.self) {
      try Trainer(
        ModelSpecification(hidden: []), on: line(rows: 5), loss: .softmaxCrossEntropy(),
        optimizer: Optimizer(SGD()))
    }
  }

  @Test func `a model written in Swift trains`() throws {
    let model = FunctionModel { x, scope in
      let h = tanh(scope.dense(x, 5, name: "hidden"))
      return scope.dense(h, 1, name: "output")
    }
    let run = try Trainer(
      model, on: line(rows: 20), loss: .meanSquaredError,
      optimizer: Optimizer(Adam(), learningRate: 0.02), options: options { $0.epochs = 400 }
    ).run()
    #expect(try run.model.evaluate(line(rows: 20)).loss < 0.01)
  }

  @Test func `evaluation and prediction agree with the model computed by hand`() throws {
    let model = try Trainer(
      ModelSpecification(hidden: []), on: line(rows: 2000), optimizer: Optimizer(SGD()),
      options: options { _ in }
    ).model
    let data = line(rows: 2000)
    let (w, b) = (model.parameters.doubles[0], model.parameters.doubles[1])
    let predictions = try model.predict(data).doubles
    let expected = data.features.doubles.map { w * $0 + b }
    for (a, e) in zip(predictions, expected) { #expect(abs(a - e) < 1e-9) }
    let targets = data.features.doubles.map { -1 + 2 * $0 }
    let loss = zip(expected, targets).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / 2000
    let evaluated = try model.evaluate(data).loss
    #expect(abs(evaluated / loss - 1) < 1e-12)
  }
}
