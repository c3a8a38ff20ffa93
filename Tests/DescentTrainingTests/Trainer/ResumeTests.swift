import DescentCore
import DescentOptimizers
import Foundation
import TestSupport
import Testing

@testable import DescentTraining

@Suite struct ResumeTests {
  private func trainer(
    _ folder: TemporaryFolder, _ rule: any UpdateRule, patience: Int? = nil, seed: UInt64 = 4
  ) throws -> Trainer {
    try Trainer(
      ModelSpecification(hidden: [5]), on: line(rows: 23, noise: 0.3), validation: line(rows: 7),
      optimizer: Optimizer(
        rule, learningRate: 0.01, schedule: Schedule("cosine:warmup=5")),
      options: options {
        $0.seed = seed
        $0.batchSize = 4
        $0.epochs = 6
        $0.patience = patience
        $0.precision = .float32
        $0.threads = 2
        $0.checkpoints = CheckpointFolder(folder.path)
      })
  }

  @Test(arguments: OptimizerRegistry.names, [1, 5, 6, 13, 29])
  func `a run that was stopped goes on as if it had not been`(name: String, stop: Int) throws {
    let rule = try OptimizerRegistry.make(name)
    let whole = try TemporaryFolder()
    let parts = try TemporaryFolder()
    var expected: [EpochReport] = []
    let uninterrupted = try trainer(whole, rule).run(onEvent: { event in
      if case .epoch(let report) = event { expected.append(report) }
    })
    var steps = 0
    let first = try trainer(parts, rule).run(shouldStop: {
      steps += 1
      return steps == stop
    })
    #expect(first.outcome == .interrupted && first.steps == stop)
    var seen: [EpochReport] = []
    let second = try trainer(parts, rule).run(
      resumes: true,
      onEvent: { event in
        if case .epoch(let report) = event { seen.append(report) }
      })
    #expect(second.model.parameters == uninterrupted.model.parameters)
    #expect(second.steps == uninterrupted.steps)
    #expect(seen.map(\.trainLoss) == Array(expected.suffix(seen.count)).map(\.trainLoss))
    let files = try [whole, parts].map { folder in
      try Data(contentsOf: URL(filePath: CheckpointFolder(folder.path).path(of: .last)))
    }
    #expect(files[0] == files[1])
  }

  @Test(arguments: ["plateau:patience=0,threshold=0.05", "product:of=[cosine;plateau:patience=0]"])
  func `a schedule that looks at the loss goes on where it was`(schedule: String) throws {
    func trainer(_ folder: TemporaryFolder, validates: Bool) throws -> Trainer {
      try Trainer(
        ModelSpecification(hidden: [5]), on: line(rows: 23, noise: 0.3),
        validation: validates ? line(rows: 7) : nil,
        optimizer: Optimizer(SGD(), learningRate: 0.1, schedule: Schedule(schedule)),
        options: options {
          $0.batchSize = 4
          $0.epochs = 8
          $0.checkpoints = CheckpointFolder(folder.path)
        })
    }
    for (validates, stop) in [(true, 9), (true, 12), (false, 30)] {
      let (whole, parts) = (try TemporaryFolder(), try TemporaryFolder())
      var rates: [Double] = []
      let uninterrupted = try trainer(whole, validates: validates).run(onEvent: { event in
        if case .epoch(let report) = event { rates.append(report.learningRate) }
      })
      let isPlateau = schedule.hasPrefix("plateau")
      #expect(Set(rates).count > 1 && (!isPlateau || Set(rates).count < rates.count), "\(rates)")
      var steps = 0
      _ = try trainer(parts, validates: validates).run(shouldStop: {
        steps += 1
        return steps == stop
      })
      let resumed = try trainer(parts, validates: validates).run(resumes: true)
      #expect(resumed.model.parameters == uninterrupted.model.parameters)
      let files = try [whole, parts].map { folder in
        try Data(contentsOf: URL(filePath: CheckpointFolder(folder.path).path(of: .last)))
      }
      #expect(files[0] == files[1])
    }
  }

  @Test func `patience counts on after a resume`() throws {
    let (whole, parts) = (try TemporaryFolder(), try TemporaryFolder())
    let uninterrupted = try trainer(whole, SGD(), patience: 2).run()
    var steps = 0
    _ = try trainer(parts, SGD(), patience: 2).run(shouldStop: {
      steps += 1
      return steps == 8
    })
    let resumed = try trainer(parts, SGD(), patience: 2).run(resumes: true)
    #expect(resumed.outcome == uninterrupted.outcome && resumed.steps == uninterrupted.steps)
    #expect(resumed.model.parameters == uninterrupted.model.parameters)
  }

  @Test func `resuming a finished run takes no step`() throws {
    let folder = try TemporaryFolder()
    let first = try trainer(folder, Adam()).run()
    let second = try trainer(folder, Adam()).run(resumes: true)
    #expect(second.steps == first.steps && second.model.parameters == first.model.parameters)
  }

  @Test func `another configuration is refused by name`() throws {
    let folder = try TemporaryFolder()
    _ = try trainer(folder, SGD()).run()
    for (other, sentence) in [
      (
        try trainer(folder, Adam()),
        "expected --optimizer sgd, as in the checkpoint, found --optimizer adam"
      ),
      (
        try trainer(folder, SGD(), seed: 5),
        "expected --seed 4, as in the checkpoint, found --seed 5"
      ),
    ] {
      let error = try #require(throws: DescentError.self) { try other.run(resumes: true) }
      #expect(error.description.hasSuffix(sentence), "\(error)")
    }
  }

  @Test func `a model in the place of a checkpoint is told`() throws {
    let folder = try TemporaryFolder()
    let trainer = try trainer(folder, SGD())
    try trainer.run().model.write(to: CheckpointFolder(folder.path).path(of: .last))
    let error = try #require(throws: DescentError.self) { try trainer.run(resumes: true) }
    #expect(error.found == "a file that holds a model, not a checkpoint")
  }

  @Test func `a divergence leaves the last good checkpoint alone`() throws {
    let folder = try TemporaryFolder()
    let trainer = try Trainer(
      ModelSpecification(hidden: []), on: line(rows: 100),
      optimizer: Optimizer(GradientDescent(), learningRate: 10),
      options: options {
        $0.epochs = 10_000
        $0.checkpoints = CheckpointFolder(folder.path)
      })
    guard case .diverged = try trainer.run().outcome else {
      Issue.record("expected divergence")
      return
    }
    let saved = try TrainedModel(contentsOf: CheckpointFolder(folder.path).path(of: .last))
    #expect(saved.parameters.doubles.allSatisfy { $0.isFinite })
  }
}
