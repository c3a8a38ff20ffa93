import DescentCore
import DescentOptimizers
import Foundation
import TestSupport
import Testing

@testable import DescentTraining

@Suite struct AutoencoderTests {
  /// Rows of bytes with classes that an autoencoder is not to see.
  private func images(_ rows: Int, seed: UInt64 = 5) -> Dataset {
    var random = RandomSource(seed: seed)
    let pixels = (0..<rows * 6).map { _ in UInt8(random.index(below: 256)) }
    let classes = (0..<rows).map { _ in Int32(random.index(below: 3)) }
    return Dataset(
      name: "images", features: NDArray(pixels, shape: [rows, 6]),
      targets: .classes(NDArray(classes), names: ["a", "b", "c"]), featureShape: [2, 3],
      featureScale: 1 / 255)
  }

  private func trainer(
    _ text: String = "autoencoder:5,2", on data: Dataset? = nil, validation: Dataset? = nil,
    loss: Loss? = nil, _ change: (inout TrainingOptions) -> Void = { _ in }
  ) throws -> Trainer {
    try Trainer(
      ModelSpecification(text), on: data ?? images(23), validation: validation, loss: loss,
      optimizer: Optimizer(Adam(), learningRate: 0.01),
      options: options {
        $0.epochs = 3
        $0.batchSize = 4
        change(&$0)
      })
  }

  @Test func `its layers mirror each other about a linear code`() throws {
    let model = try ModelSpecification("autoencoder:400,200,100,50,25,6").model(outputs: 784)
    let layout = ParameterLayout(of: model, features: [784], dtype: .float32)
    let sizes = [784, 400, 200, 100, 50, 25, 6, 25, 50, 100, 200, 400, 784]
    let weights = layout.entries.filter { $0.shape.rank == 2 }
    #expect(weights.map(\.shape) == zip(sizes, sizes.dropFirst()).map { [$0, $1] })
    let names =
      (1...5).map { "encoder\($0)" } + ["code"] + (1...5).map { "decoder\($0)" } + ["output"]
    #expect(layout.entries.map(\.name) == names.flatMap { ["\($0).weight", "\($0).bias"] })
    #expect(layout.count == zip(sizes, sizes.dropFirst()).reduce(0) { $0 + ($1.0 + 1) * $1.1 })
    let dense = model.layers.compactMap { $0 as? Dense }
    #expect(
      dense.map(\.activation)
        == (0..<12).map { $0 == 5 || $0 == 11 ? Activation.identity : .sigmoid })
  }

  @Test func `an initializer is that of all weights, and biases are 0`() throws {
    let specification = try ModelSpecification(
      "autoencoder:30,4:sigmoid:sparse:connections=7,deviation=0.5")
    let layout = ParameterLayout(
      of: try specification.model(outputs: 20), features: [20], dtype: .float64)
    let values = layout.initialValues(seed: 1, dtype: .float64).doubles
    for entry in layout.entries {
      let part = Array(values[entry.range])
      guard entry.shape.rank == 2 else {
        #expect(part.allSatisfy { $0 == 0 })
        continue
      }
      for output in 0..<entry.shape[1] {
        let column = (0..<entry.shape[0]).map { part[$0 * entry.shape[1] + output] }
        #expect(column.count { $0 != 0 } == min(7, entry.shape[0]))
      }
    }
  }

  /// Reconstruction, loss and squared error are computed from the logits by their definitions.
  @Test func `targets are the features after scaling, whatever the data's targets are`() throws {
    let data = images(23)
    let model = try trainer(on: data).model
    let logits = Program(inputs: [.init([23, 6], .float64), .init([model.layout.count])]) {
      [model.model($0[0], Scope($0[1], dtype: .float64))]
    }
    let x = data.features.doubles.map { $0 / 255 }
    let z = logits.run([NDArray(x, shape: [23, 6]), model.parameters])[0].doubles
    let p = z.map { 1 / (1 + exp(-$0)) }
    let losses = zip(x, p).map { -$0 * log($1) - (1 - $0) * log(1 - $1) }
    let errors = zip(x, p).map { ($0 - $1) * ($0 - $1) }
    let evaluation = try model.evaluate(data)
    #expect(abs(evaluation.loss - losses.reduce(0, +) / 23) < 1e-10)
    #expect(abs(try #require(evaluation.squaredError) - errors.reduce(0, +) / 23) < 1e-10)
    #expect(evaluation.accuracy == nil)
    let reconstruction = try model.predict(data)
    #expect(reconstruction.shape == [23, 6])
    #expect(zip(reconstruction.doubles, p).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  @Test func `the squared error of a linear one is the loss times the outputs`() throws {
    let data = images(23)
    var reports: [EpochReport] = []
    var steps: [StepReport] = []
    let trainer = try trainer(
      on: data, validation: images(7, seed: 8), loss: .meanSquaredError)
    let run = try trainer.run(onEvent: { event in
      if case .epoch(let report) = event { reports.append(report) }
      if case .step(let report) = event { steps.append(report) }
    })
    for report in reports {
      let train = try #require(report.trainSquaredError)
      let held = try #require(report.validation)
      #expect(abs(train - 6 * report.trainLoss) < 1e-12)
      #expect(abs(try #require(held.squaredError) - 6 * held.loss) < 1e-12)
    }
    for step in steps { #expect(abs(try #require(step.squaredError) - 6 * step.loss) < 1e-12) }
    #expect(steps.count == 18 && run.lastEpoch == reports.last)
  }

  @Test func `numbers of one output and classes have no squared error`() throws {
    let one = try Trainer(
      ModelSpecification("linear"), on: line(rows: 9), optimizer: Optimizer(SGD()),
      options: options { $0.epochs = 1 }
    ).run()
    #expect(one.lastEpoch?.trainSquaredError == nil)
    #expect(try one.model.evaluate(line(rows: 9)).squaredError == nil)
    let classes = try trainer("mlp:3").run()
    #expect(classes.lastEpoch?.trainSquaredError == nil)
    #expect(try classes.model.evaluate(images(4)).squaredError == nil)
  }

  @Test func `it comes back from a file as it was`() throws {
    let folder = try TemporaryFolder()
    let model = try trainer().run().model
    try model.write(to: folder.path + "/m")
    let read = try TrainedModel(contentsOf: folder.path + "/m")
    #expect(read.parameters == model.parameters && read.data == model.data)
    #expect(read.data.targetScale == 1.0 / 255 && read.data.classNames == nil)
    // Unlike the data that it was trained on, without classes.
    let bare = Dataset(
      name: "bare", features: images(4).features, targets: nil, featureScale: 1 / 255)
    #expect(try read.evaluate(bare) == model.evaluate(images(4)))
    #expect(try read.predict(bare) == model.predict(images(4)))
  }

  @Test(arguments: [1, 4, 6, 13])
  func `a run that was stopped goes on bit for bit, squared errors included`(stop: Int) throws {
    let (whole, parts) = (try TemporaryFolder(), try TemporaryFolder())
    func make(_ folder: TemporaryFolder) throws -> Trainer {
      try trainer(validation: images(7, seed: 8)) {
        $0.precision = .float32
        $0.checkpoints = CheckpointFolder(folder.path)
      }
    }
    func reports(_ event: TrainingEvent, _ list: inout [EpochReport]) {
      if case .epoch(let report) = event { list.append(report) }
    }
    var (expected, seen) = ([EpochReport](), [EpochReport]())
    _ = try make(whole).run(onEvent: { reports($0, &expected) })
    var steps = 0
    _ = try make(parts).run(shouldStop: {
      steps += 1
      return steps == stop
    })
    _ = try make(parts).run(resumes: true, onEvent: { reports($0, &seen) })
    let rest = expected.suffix(seen.count)
    #expect(seen.map(\.trainSquaredError) == rest.map(\.trainSquaredError))
    #expect(seen.map(\.validation) == rest.map(\.validation) && !seen.isEmpty)
    let files = try [whole, parts].map { folder in
      try Data(contentsOf: URL(filePath: CheckpointFolder(folder.path).path(of: .last)))
    }
    #expect(files[0] == files[1])
  }

  @Test func `features that are no targets of the loss are named`() throws {
    let numbers = Dataset(
      name: "d", features: NDArray([0, 1, 0.5, 2.5], shape: [2, 2]), targets: nil)
    let error = try #require(throws: DescentError.self) { try trainer(on: numbers) }
    #expect(
      "\(error)"
        == "d, row 2: expected targets from 0 to 1 for Bernoulli cross-entropy, found 2.5; "
        + "--loss mse takes any numbers")
    #expect(try trainer(on: numbers, loss: .meanSquaredError).run().steps == 3)
    let classes = try #require(throws: DescentError.self) {
      try trainer(loss: .softmaxCrossEntropy())
    }
    #expect("\(classes)".contains("a loss of numbers"))
    let network = try #require(throws: DescentError.self) { try trainer("mlp:3", on: numbers) }
    #expect("\(network)".contains("give --model autoencoder:UNITS,..."))
  }
}
