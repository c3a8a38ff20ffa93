import DescentCore
import DescentOptimizers
import Foundation
import TestSupport
import Testing

@testable import DescentTraining

/// Models trained by solvers.
@Suite struct SolverTrainingTests {
  private static func solver(
    _ name: String, _ settings: [String] = []
  ) throws -> any TrainingSolver {
    try #require(try SolverRegistry.trainer(name, settings: settings))
  }

  private func images(_ rows: Int) -> Dataset {
    var random = RandomSource(seed: 5)
    let pixels = (0..<rows * 6).map { _ in random.uniform() }
    let classes = (0..<rows).map { row -> Int32 in
      let first = row * 6
      let difference: Double = pixels[first] + pixels[first + 3] - pixels[first + 1]
      return difference > 0.5 ? 1 : 0
    }
    return Dataset(
      name: "images", features: NDArray(pixels, shape: [rows, 6]),
      targets: .classes(NDArray(classes), names: ["a", "b"]), featureShape: [3, 2])
  }

  /// The steps of a run.
  private func steps(of trainer: Trainer) throws -> [StepReport] {
    var steps: [StepReport] = []
    _ = try trainer.run(onEvent: { event in if case .step(let step) = event { steps.append(step) } }
    )
    return steps
  }

  // MARK: What is counted

  @Test func `a rule does a gradient of its rows a step`() throws {
    let trainer = try Trainer(
      ModelSpecification("mlp:4"), on: images(23), optimizer: Optimizer(Adam()),
      options: options {
        $0.batchSize = 5
        $0.epochs = 2
      })
    let steps = try steps(of: trainer)
    var sum = 0.0
    #expect(steps.map(\.examples) == [5, 5, 5, 5, 3, 5, 5, 5, 5, 3])
    for step in steps {
      sum += Double(step.examples) / 23
      #expect(abs(step.gradientEquivalents - sum) < 1e-12)
    }
  }

  @Test(arguments: [(23, nil), (23, 9), (10, nil), (10, 4)] as [(Int, Int?)])
  func `Hessian-free counts products, values and gradients by what they cost`(
    batch: Int, curvature: Int?
  ) throws {
    let method = SolverMethod(
      try Self.solver("hessian-free", ["damping=0.1"]), l2: 0.001, curvatureBatchSize: curvature)
    let trainer = try Trainer(
      ModelSpecification("rnn:4"), on: images(23), method: .solver(method),
      options: options {
        $0.batchSize = batch
        $0.steps = 7
      })
    let (rows, few) = (Double(batch), Double(curvature ?? batch))
    var sum = 0.0
    for step in try steps(of: trainer) {
      let details = Dictionary(uniqueKeysWithValues: step.details.map { ($0.key, $0.value) })
      let products = try #require(details["cgIterations"]) + 1
      let chosen = try #require(details["chosenIterate"])
      // The gradient and each example's own squared, then products.
      sum += rows + few + products * few * 4 / 3
      // Back from the last iterate to the one before the chosen, which is no better.
      var kept = [1]
      while kept.last! < Int(products) - 1 {
        kept.append(min(Int((1.3 * Double(kept.last!)).rounded(.up)), Int(products) - 1))
      }
      let place = try #require(kept.firstIndex(of: Int(chosen)))
      let tried = kept.count == 1 ? 0 : kept.count - place + (place > 0 ? 1 : 0)
      sum += Double(tried) * few / 3
      // The whole step, and each that is 0.8 times as long.
      #expect(step.learningRate > 0)
      sum += (1 + (log(step.learningRate) / log(0.8)).rounded()) * rows / 3
      #expect(abs(step.gradientEquivalents - sum / 23) < 1e-9, "step \(step.step)")
    }
  }

  @Test(arguments: ["newton", "lbfgs", "trust-newton"])
  func `the gradient at the start is counted`(name: String) throws {
    let trainer = try Trainer(
      ModelSpecification("linear"), on: images(23),
      method: .solver(SolverMethod(Self.solver(name))),
      options: options { $0.steps = 1 })
    let work = try #require(try steps(of: trainer).last).gradientEquivalents
    // That at the start, and that where it led to.
    #expect(work >= 2)
  }

  // MARK: Interruption

  private static let resumed: [(name: String, settings: [String], curvature: Int?)] = [
    ("hessian-free", ["damping=0.1"], nil), ("hessian-free", ["structural=0.3"], 4),
    ("kfac", ["statistics-interval=2", "inverse-interval=3", "adaptation-interval=2"], nil),
    ("kfac", ["form=eigenvalue-corrected", "statistics-interval=1", "inverse-interval=4"], 5),
    ("kfac", ["form=exact", "rescale=false"], nil), ("newton", [], nil), ("lbfgs", [], nil),
    ("trust-newton", [], nil), ("newton-cg", [], nil), ("cubic-newton", [], nil),
  ]

  @Test(arguments: resumed, [8, 23])
  func `a run that was stopped goes on as if it had not been`(
    method: (name: String, settings: [String], curvature: Int?), batch: Int
  ) throws {
    func trainer(_ folder: TemporaryFolder) throws -> Trainer {
      try Trainer(
        ModelSpecification("rnn:3"), on: images(23), validation: images(7),
        method: .solver(
          SolverMethod(
            Self.solver(method.name, method.settings), l2: 0.01,
            curvatureBatchSize: method.curvature)),
        options: options {
          $0.batchSize = batch
          $0.epochs = batch == 23 ? 9 : 3
          $0.precision = .float32
          $0.threads = 2
          $0.checkpointInterval = 2
          $0.checkpoints = CheckpointFolder(folder.path)
        })
    }
    let whole = try TemporaryFolder()
    let uninterrupted = try trainer(whole).run()
    for stop in [1, 3, 4, 7] where stop < uninterrupted.steps {
      let parts = try TemporaryFolder()
      var steps = 0
      let first = try trainer(parts).run(shouldStop: {
        steps += 1
        return steps == stop
      })
      #expect(first.outcome == .interrupted && first.steps == stop)
      let second = try trainer(parts).run(resumes: true)
      #expect(second.model.parameters == uninterrupted.model.parameters, "after \(stop)")
      #expect(second.steps == uninterrupted.steps && second.outcome == uninterrupted.outcome)
      let files = try [whole, parts].map { folder in
        try Data(contentsOf: URL(filePath: CheckpointFolder(folder.path).path(of: .last)))
      }
      #expect(files[0] == files[1], "after \(stop)")
    }
  }

  // MARK: Convergence

  @Test func `a gradient below the tolerance ends a run`() throws {
    let trainer = try Trainer(
      ModelSpecification("linear"), on: images(40),
      method: .solver(
        SolverMethod(Self.solver("newton"), l2: 0.01)),
      options: options { $0.gradientTolerance = 1e-8 })
    var last: StepReport?
    let run = try trainer.run(onEvent: { event in if case .step(let step) = event { last = step } })
    guard case .converged(let reason) = run.outcome else {
      Issue.record("\(run.outcome)")
      return
    }
    #expect(reason.hasPrefix("gradient norm ") && reason.hasSuffix(" at or below 1e-08"))
    #expect(try #require(last).gradientNorm <= 1e-8)
  }

  @Test func `Newton's method converges quadratically on logistic regression of digits`() throws {
    let digits = try NamedDataset.named("digits").load().train
    let trainer = try Trainer(
      ModelSpecification("linear"), on: digits,
      method: .solver(SolverMethod(Self.solver("newton", ["shift=1e-6"]), l2: 0.001)),
      options: options {
        $0.steps = 13
        $0.threads = 2
      })
    let norms = try steps(of: trainer).map(\.gradientNorm)
    #expect(norms.count == 13 && norms[11] <= 1e-12 && norms[12] <= 1e-12)
    // Quadratically in the end: 4e-3, 3e-4, 3e-6, 4e-10, and what rounding leaves.
    for (before, after) in zip(norms[6...], norms[7...]) {
      #expect(after <= 50 * before * before + 1e-15)
    }
    #expect(norms[0] > 0.1 && norms[7] > 1e-5)
  }
}
