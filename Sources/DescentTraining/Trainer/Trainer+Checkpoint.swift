import DescentCore
import DescentOptimizers

extension Trainer {
  private var identity: RunIdentity { RunIdentity(self) }
  /// What the names of the optimizer's arrays begin with.
  private static var memoryPrefix: String { "optimizer/" }

  /// Writes the checkpoint `last`, and `best` after an epoch that was.
  func save(
    _ progress: Progress, _ stepper: any Stepper, _ onEvent: (TrainingEvent) -> Void
  ) throws(DescentError) {
    guard let folder = options.checkpoints else { return }
    let path = folder.path(of: .last)
    let contents = try contents(progress, stepper, path: path)
    // `best` first: if `last` fails, the run goes on from the older one and comes to this again.
    if progress.isBest && progress.lastReport?.step == progress.step {
      try folder.save(contents, as: .best)
    }
    try folder.save(contents, as: .last)
    onEvent(.checkpoint(path: path))
  }

  private func contents(
    _ progress: Progress, _ stepper: any Stepper, path: String
  ) throws(DescentError) -> SafeTensors {
    var current = model
    current.parameters = NDArray(
      dtype: options.precision, shape: [model.layout.count], storage: stepper.parameters)
    var file = try current.contents(path: path)
    for (name, array) in stepper.memory { file.tensors[Self.memoryPrefix + name] = array }
    var metadata = CheckpointMetadata(file.metadata, path: path)
    try metadata.set("run", json: identity.texts)
    metadata.set("step", progress.step)
    try metadata.set("position", json: progress.position)
    if let firstLoss = progress.firstLoss { metadata.set("firstLoss", firstLoss) }
    metadata.set("lossSum", progress.lossSum)
    if let sum = progress.squaredErrorSum { metadata.set("squaredErrorSum", sum) }
    metadata.set("examples", progress.examples)
    metadata.set("work", progress.work)
    metadata.set("staleEpochs", progress.staleEpochs)
    if !progress.schedules.isEmpty { try metadata.set("schedules", json: progress.schedules) }
    if let best = progress.best {
      metadata.set("bestLoss", best.loss)
      metadata.set("bestEpoch", best.epoch)
      if options.patience != nil { file.tensors["best"] = best.parameters }
    }
    file.metadata = metadata.values
    return file
  }

  /// Reads the checkpoint `last` back.
  func restore(into stepper: any Stepper) throws(DescentError) -> Progress {
    guard let folder = options.checkpoints else {
      throw DescentError("--resume", expected: "--checkpoint with a folder", found: "none")
    }
    let path = folder.path(of: .last)
    let file = try folder.load(.last)
    let saved = try TrainedModel(file, path: path)
    let metadata = CheckpointMetadata(file.metadata, path: path)
    guard file.metadata["run"] != nil else {
      throw DescentError(
        path, expected: "a checkpoint", found: "a file that holds a model, not a checkpoint")
    }
    try identity.check(against: metadata.json("run"), path: path)
    guard saved.parameters.shape == model.parameters.shape else {
      throw DescentError(
        path, expected: "parameters of shape \(model.parameters.shape)",
        found: "\(saved.parameters.shape)")
    }
    let memory = file.tensors.filter { $0.key.hasPrefix(Self.memoryPrefix) }.map {
      (String($0.key.dropFirst(Self.memoryPrefix.count)), $0.value)
    }
    try stepper.restore(
      saved.parameters, Dictionary(uniqueKeysWithValues: memory), path: path)

    var progress = Progress()
    progress.step = try metadata.integer("step")
    progress.position = try position(metadata)
    if file.metadata["firstLoss"] != nil {
      progress.firstLoss = try metadata.double("firstLoss")
    }
    progress.lossSum = try metadata.double("lossSum")
    progress.examples = try metadata.integer("examples")
    if problem.measuresSquaredError(of: targets), progress.examples > 0 {
      progress.squaredErrorSum = try metadata.double("squaredErrorSum")
    }
    progress.work = try metadata.double("work")
    progress.staleEpochs = try metadata.integer("staleEpochs")
    progress.schedules = try schedules(metadata)
    if file.metadata["bestLoss"] != nil {
      progress.best = Progress.Best(
        loss: try metadata.double("bestLoss"), epoch: try metadata.integer("bestEpoch"),
        parameters: file.tensors["best"] ?? saved.parameters)
    }
    return progress
  }

  /// What the schedules remember, as far as they depend on the course of the run.
  private func schedules(
    _ metadata: CheckpointMetadata
  ) throws(DescentError) -> [String: [Double]] {
    guard case .rule(let optimizer) = method else { return [:] }
    let expected = optimizer.scheduleMemory
    guard metadata.values["schedules"] != nil else { return expected }
    let found = try metadata.json("schedules", as: [String: [Double]].self)
    guard found.mapValues(\.count) == expected.mapValues(\.count) else {
      throw DescentError(
        "\(metadata.path), metadata 'schedules'",
        expected: "\(expected.values.map(\.count)) numbers of the schedules' memory",
        found: "\(found.values.map(\.count))")
    }
    return found
  }

  private func position(
    _ metadata: CheckpointMetadata
  ) throws(DescentError) -> BatchSampler.Position {
    let position = try metadata.json("position", as: BatchSampler.Position.self)
    guard position.epoch >= 0, (0...batchesPerEpoch).contains(position.batch) else {
      throw DescentError(
        "\(metadata.path), metadata 'position'", expected: "a batch of 0...\(batchesPerEpoch)",
        found: "\(position.batch) of epoch \(position.epoch)")
    }
    return position
  }
}
