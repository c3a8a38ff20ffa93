import DescentCore
import DescentOptimizers

extension Trainer {
  /// What must be the same when a run is resumed, by the name that users know it under.
  private var identity: [String: String] {
    [
      "model": model.specification?.description ?? "",
      "optimizer": optimizer.description,
      "loss": "\(model.loss)",
      "data": "\(data.summary), \(data.fingerprint)",
      "validation": validation.map { "\($0.summary), \($0.fingerprint)" } ?? "none",
      "batch-size": "\(batchSize)",
      "seed": "\(options.seed)",
      "precision": "\(options.precision)",
      "threads": "\(options.threads ?? Program.processorCount)",
      "patience": options.patience == nil ? "off" : "on",
      "shuffle": "\(options.shuffles)",
      "scaling": "\(model.scaling)",
    ]
  }

  /// Writes the checkpoint `last`, and `best` after an epoch that was.
  func save(
    _ progress: Progress, _ state: TrainingState, _ onEvent: (TrainingEvent) -> Void
  ) throws(DescentError) {
    guard let folder = options.checkpoints else { return }
    let path = folder.path(of: .last)
    let contents = try contents(progress, state, path: path)
    // `best` first: if `last` fails, the run goes on from the older one and comes to this again.
    if progress.isBest && progress.lastReport?.step == progress.step {
      try folder.save(contents, as: .best)
    }
    try folder.save(contents, as: .last)
    onEvent(.checkpoint(path: path))
  }

  private func contents(
    _ progress: Progress, _ state: TrainingState, path: String
  ) throws(DescentError) -> SafeTensors {
    var current = model
    current.parameters = NDArray(
      dtype: options.precision, shape: [model.layout.count], storage: state.parameters)
    var file = try current.contents(path: path)
    for slot in state.slots {
      file.tensors["optimizer/\(slot.name)"] = NDArray(
        dtype: slot.input.dtype, shape: slot.input.shape, storage: slot.storage)
    }
    var metadata = CheckpointMetadata(file.metadata, path: path)
    try metadata.set("run", json: identity)
    metadata.set("step", progress.step)
    try metadata.set("position", json: progress.position)
    if let firstLoss = progress.firstLoss { metadata.set("firstLoss", firstLoss) }
    metadata.set("lossSum", progress.lossSum)
    metadata.set("examples", progress.examples)
    metadata.set("staleEpochs", progress.staleEpochs)
    if let best = progress.best {
      metadata.set("bestLoss", best.loss)
      metadata.set("bestEpoch", best.epoch)
      if options.patience != nil { file.tensors["best"] = best.parameters }
    }
    file.metadata = metadata.values
    return file
  }

  /// Reads the checkpoint `last` back.
  func restore(into state: TrainingState) throws(DescentError) -> Progress {
    guard let folder = options.checkpoints else {
      throw DescentError("--resume", expected: "--checkpoint with a folder", found: "none")
    }
    let path = folder.path(of: .last)
    let file = try folder.load(.last)
    let saved = try TrainedModel(file, path: path)
    let metadata = CheckpointMetadata(file.metadata, path: path)
    try checkIdentity(metadata.json("run"), path: path)
    guard saved.parameters.shape == model.parameters.shape else {
      throw DescentError(
        path, expected: "parameters of shape \(model.parameters.shape)",
        found: "\(saved.parameters.shape)")
    }
    state.parameters.copyBytes(from: saved.parameters.storage)
    for slot in state.slots { try restore(slot, from: file, path: path) }

    var progress = Progress()
    progress.step = try metadata.integer("step")
    progress.position = try position(metadata)
    if file.metadata["firstLoss"] != nil {
      progress.firstLoss = try metadata.double("firstLoss")
    }
    progress.lossSum = try metadata.double("lossSum")
    progress.examples = try metadata.integer("examples")
    progress.staleEpochs = try metadata.integer("staleEpochs")
    if file.metadata["bestLoss"] != nil {
      progress.best = Progress.Best(
        loss: try metadata.double("bestLoss"), epoch: try metadata.integer("bestEpoch"),
        parameters: file.tensors["best"] ?? saved.parameters)
    }
    return progress
  }

  private func checkIdentity(
    _ saved: [String: String], path: String
  ) throws(DescentError) {
    for (key, value) in identity.sorted(by: { $0.key < $1.key }) where saved[key] != value {
      throw DescentError(
        "--resume from \(path), \(key)",
        expected: "'\(saved[key] ?? "none")', as in the checkpoint",
        found: "'\(value)'")
    }
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

  private func restore(
    _ slot: TrainingState.Slot, from file: SafeTensors, path: String
  ) throws(DescentError) {
    let name = "optimizer/\(slot.name)"
    guard let tensor = file.tensors[name], tensor.shape == slot.input.shape,
      tensor.dtype == slot.input.dtype
    else {
      throw DescentError(
        path, expected: "a tensor '\(name)' of \(slot.input.dtype)\(slot.input.shape)",
        found: file.tensors[name].map { "\($0.dtype)\($0.shape)" } ?? "none")
    }
    slot.storage.copyBytes(from: tensor.storage)
  }
}

extension Dataset {
  /// A number that tells data sets of the same size apart: a hash of 4096 places spread over it.
  fileprivate var fingerprint: String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for array in [features] + (targets.map { [$0.array] } ?? []) {
      let step = max(1, array.storage.byteCount / 4096)
      for byte in stride(from: 0, to: array.storage.byteCount, by: step) {
        let value = array.storage.scalars(UInt8.self, from: byte, count: 1)[0]
        hash = (hash ^ UInt64(value)) &* 0x100_0000_01b3  // FNV-1a
      }
    }
    return String(hash, radix: 16)
  }
}
