import DescentCore
import DescentOptimizers
import Foundation
import TestSupport
import Testing

@testable import DescentTraining

/// Every solver on a small network: with the whole data and with batches, and after an interruption.
@Suite struct StochasticSolverTests {
  private static let digits = Result { try NamedDataset.named("digits").load() }

  /// A whole matrix for every step is for few parameters.
  private static let dense = ["newton", "trust-newton", "cubic-newton"]

  /// Products of all rows with each other would take more memory than there may be.
  private static func curvatureRows(_ name: String) -> Int? {
    name == "natural-gradient" ? 200 : nil
  }

  private func trainer(
    _ name: String, settings: [String] = [], hidden: Int = 16, batch: Int? = nil,
    curvatureBatch: Int? = nil, steps: Int, folder: TemporaryFolder? = nil
  ) throws -> Trainer {
    let solver = try #require(try SolverRegistry.trainer(name, settings: settings))
    let units = Self.dense.contains(name) && settings.isEmpty ? 4 : hidden
    var specification = ModelSpecification(hidden: [units])
    specification.activation = .tanh
    return try Trainer(
      specification, on: try Self.digits.get().train,
      method: .solver(SolverMethod(solver, l2: 1e-4, curvatureBatchSize: curvatureBatch)),
      options: options {
        $0.seed = 3
        $0.batchSize = batch ?? .max
        $0.steps = steps
        $0.precision = .float32
        $0.threads = 2
        $0.checkpoints = folder.map { CheckpointFolder($0.path) }
      })
  }

  private func losses(_ trainer: Trainer) throws -> [Double] {
    var losses: [Double] = []
    _ = try trainer.run(onEvent: { event in
      if case .step(let step) = event { losses.append(step.loss) }
    })
    return losses
  }

  @Test(arguments: SolverRegistry.trainerNames)
  func `the loss of all data falls`(name: String) throws {
    let losses = try losses(
      trainer(name, curvatureBatch: Self.curvatureRows(name), steps: 12))
    let last = try #require(losses.last)
    #expect(last < 0.7 * losses[0], "\(losses)")
  }

  @Test(arguments: SolverRegistry.trainerNames, [nil, 128])
  func `the losses of batches fall`(name: String, curvatureBatch: Int?) throws {
    let losses = try losses(
      trainer(name, batch: 256, curvatureBatch: curvatureBatch, steps: 15))
    #expect(losses.count == 15)
    let end = losses.suffix(3).reduce(0, +) / 3
    #expect(end < 0.7 * losses[0], "\(losses)")
  }

  @Test(arguments: SolverRegistry.trainerNames, [nil, 256])
  func `a run that was stopped goes on as if it had not been`(name: String, batch: Int?) throws {
    let (whole, parts) = (try TemporaryFolder(), try TemporaryFolder())
    func trainer(_ folder: TemporaryFolder) throws -> Trainer {
      try self.trainer(
        name, hidden: 5, batch: batch,
        curvatureBatch: batch == nil ? Self.curvatureRows(name) : 100, steps: 7,
        folder: folder)
    }
    let uninterrupted = try trainer(whole).run()
    var steps = 0
    let first = try trainer(parts).run(shouldStop: {
      steps += 1
      return steps == 3
    })
    #expect(first.outcome == .interrupted && first.steps == 3)
    let second = try trainer(parts).run(resumes: true)
    #expect(second.model.parameters == uninterrupted.model.parameters)
    #expect(second.steps == uninterrupted.steps)
    let files = try [whole, parts].map { folder in
      try Data(contentsOf: URL(filePath: CheckpointFolder(folder.path).path(of: .last)))
    }
    #expect(files[0] == files[1])
  }
}
