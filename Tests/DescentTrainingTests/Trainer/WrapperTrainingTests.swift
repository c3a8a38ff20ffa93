import DescentCore
import DescentOptimizers
import Foundation
import TestSupport
import Testing

@testable import DescentTraining

/// Runs with wrappers, groups and schedules of several numbers.
@Suite struct WrapperTrainingTests {
  private func optimizer(_ wrappers: [String]) throws -> Optimizer {
    var optimizer = Optimizer(Momentum(), learningRate: 0.01)
    for text in wrappers { try optimizer.wrap(WrapperRegistry.make(text: text)) }
    try optimizer.setSchedules(["cosine:warmup=5", "momentum=step:every=7,factor=0.9"])
    try optimizer.addGroup("*.bias: learning-rate=0.02, l2=0.1")
    try optimizer.addGroup("output.*: optimizer=adam")
    optimizer.seed = 3
    return optimizer
  }

  private func trainer(_ folder: TemporaryFolder, _ optimizer: Optimizer) throws -> Trainer {
    try Trainer(
      ModelSpecification(hidden: [5]), on: line(rows: 23, noise: 0.3), validation: line(rows: 7),
      optimizer: optimizer,
      options: options {
        $0.batchSize = 4
        $0.epochs = 6
        $0.precision = .float32
        $0.threads = 2
        $0.checkpoints = CheckpointFolder(folder.path)
      })
  }

  @Test(
    arguments: [
      [
        "accumulate:every=3", "ema:decay=0.9", "look-ahead:every=2,reset=true", "noise", "cautious",
      ],
      ["sam:visible=true", "skip-nonfinite", "swa:start=0.5", "mechanic:start=0.1", "clip-rms"],
      ["spsa:alpha=0", "polyak", "reduce-on-plateau:patience=2", "random-k:share=0.5", "qsgd"],
      ["finite-differences", "apply-every:every=4", "top-k", "sign-compression", "clip-adaptive"],
    ], [3, 8, 19])
  func `a run that was stopped goes on as if it had not been`(wrappers: [String], stop: Int) throws
  {
    let (whole, parts) = (try TemporaryFolder(), try TemporaryFolder())
    let uninterrupted = try trainer(whole, try optimizer(wrappers)).run()
    #expect(uninterrupted.steps == 36, "\(uninterrupted.outcome)")
    var steps = 0
    let first = try trainer(parts, try optimizer(wrappers)).run(shouldStop: {
      steps += 1
      return steps == stop
    })
    #expect(first.outcome == .interrupted)
    let second = try trainer(parts, try optimizer(wrappers)).run(resumes: true)
    #expect(second.model.parameters == uninterrupted.model.parameters)
    let files = try [whole, parts].map { folder in
      try Data(contentsOf: URL(filePath: CheckpointFolder(folder.path).path(of: .last)))
    }
    #expect(files[0] == files[1])
  }

  @Test func `a wrapper that is there no more is told`() throws {
    let folder = try TemporaryFolder()
    _ = try trainer(folder, try optimizer(["clip-value"])).run()
    let error = try #require(throws: DescentError.self) {
      try trainer(folder, try optimizer([])).run(resumes: true)
    }
    #expect(
      error.description.hasSuffix(
        "expected --wrap clip-value:bound=1, as in the checkpoint, found no --wrap clip-value"))
  }

  @Test func `accumulating over small batches is a larger batch`() throws {
    func parameters(
      batch: Int, _ rule: any UpdateRule, _ wrappers: [any Wrapper]
    ) throws -> [Double] {
      let trainer = try Trainer(
        ModelSpecification(hidden: []), on: line(rows: 24, noise: 0.3),
        optimizer: Optimizer(rule, learningRate: 0.1, wrappers: wrappers),
        options: options {
          $0.batchSize = batch
          $0.epochs = 3
          $0.shuffles = false
        })
      return try trainer.run().model.parameters.doubles
    }
    for rule in [Adam(), PolyakStep(), MoMoAdam()] as [any UpdateRule] {
      let large = try parameters(batch: 12, rule, [])
      let small = try parameters(batch: 3, rule, [Accumulate(4)])
      for (a, b) in zip(large, small) { #expect(abs(a - b) < 1e-12) }
    }
  }

  /// A run of 12 batches of 2 examples.
  private func run(
    _ optimizer: Optimizer, onEvent: (TrainingEvent) -> Void = { _ in }
  ) throws -> [Double] {
    let trainer = try Trainer(
      ModelSpecification(hidden: [3]), on: line(rows: 24, noise: 0.3), optimizer: optimizer,
      options: options {
        $0.batchSize = 2
        $0.epochs = 1
      })
    return try trainer.run(onEvent: onEvent).model.parameters.doubles
  }

  @Test func `steps report the learning rate in force`() throws {
    // Nothing is better than 0 times the best, so that each value makes a cut.
    let wrapper = ReduceOnPlateau.with { ($0.patience, $0.factor, $0.relative) = (1, 0.5, 1) }
    var rates: [Double] = []
    _ = try run(Optimizer(SGD(), learningRate: 0.5, wrappers: [wrapper])) { event in
      if case .step(let report) = event { rates.append(report.learningRate) }
    }
    #expect(rates.prefix(4) == [0.25, 0.125, 0.0625, 0.03125])
  }

  @Test func `a group turns decay and penalties on for biases`() throws {
    for key in ["weight-decay", "l2", "l1"] {
      var optimizer = Optimizer(SGD(), learningRate: 0.01)
      try optimizer.treatment.set(key, to: "0.5")
      let usual = try run(optimizer)
      try optimizer.addGroup("*.bias: \(key)=0.5")
      #expect(try run(optimizer) != usual, "\(key)")
    }
  }

  @Test func `Sophia's estimate from outcomes knows the batch size`() throws {
    let digits = try NamedDataset.named("digits").load().train
    func parameters(_ examples: Double?) throws -> NDArray {
      let rule = Sophia.with {
        ($0.estimator, $0.examples) = (.gaussNewtonBartlett, examples)
        ($0.clipping, $0.gamma) = (nil, 1.0)
      }
      let trainer = try Trainer(
        ModelSpecification(hidden: []), on: digits, optimizer: Optimizer(rule),
        options: options {
          $0.batchSize = 16
          $0.steps = 8
        })
      return try trainer.run().model.parameters
    }
    #expect(try parameters(nil) == parameters(16))
    #expect(try parameters(nil) != parameters(1))
  }

  /// A model whose loss is no number on the one row with a negative feature.
  private func broken(_ wrappers: [any Wrapper]) throws -> Trainer {
    var x = (0..<20).map { Double($0) / 10 }
    x[7] = -1
    let data = Dataset(
      name: "line", features: NDArray(x, shape: [20, 1]),
      targets: .values(NDArray(x.map { 2 * $0 }, shape: [20, 1]), names: ["y"]))
    let model = FunctionModel { x, scope in
      scope.dense(x, 1, name: "output") + 0 * log(x + 0.5)
    }
    return try Trainer(
      model, on: data, loss: .meanSquaredError,
      optimizer: Optimizer(SGD(), learningRate: 0.1, wrappers: wrappers),
      options: options {
        $0.batchSize = 2
        $0.epochs = 30
      })
  }

  @Test func `a loss that is no number is divergence, unless such steps are to be passed over`()
    throws
  {
    guard case .diverged = try broken([]).run().outcome else {
      Issue.record("expected divergence")
      return
    }
    var losses: [Double] = []
    let run = try broken([SkipNonfinite()]).run(onEvent: { event in
      if case .epoch(let report) = event { losses.append(report.trainLoss) }
    })
    #expect(run.steps == 300 && losses.count == 30, "\(run.outcome)")
    #expect(losses.allSatisfy { $0.isFinite } && losses[29] < 1e-3)
    guard case .diverged = try broken([SkipNonfinite.with { $0.limit = 0 }]).run().outcome else {
      Issue.record("expected divergence once the limit is passed")
      return
    }
  }

  @Test func `a pattern that fits nothing, and a share of an endless run, are told`() throws {
    var optimizer = Optimizer(SGD())
    try optimizer.addGroup("*.weigth: frozen=true")
    let message = #expect(throws: DescentError.self) {
      _ = try Trainer(ModelSpecification(hidden: []), on: line(rows: 5), optimizer: optimizer)
    }
    #expect(
      message?.description
        == "group '*.weigth': expected a pattern that fits one of output.weight, output.bias, "
        + "found none that it fits")
    let endless = #expect(throws: DescentError.self) {
      _ = try Trainer(
        ModelSpecification(hidden: []), on: line(rows: 5),
        optimizer: Optimizer(SGD(), wrappers: [SWA()]), options: options { $0.seconds = 1 })
    }
    #expect(endless?.subject == "wrapper swa")
  }
}
