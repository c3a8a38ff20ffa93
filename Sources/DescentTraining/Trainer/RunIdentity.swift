import DescentCore
import DescentOptimizers

/// What must be the same when a run is resumed, in the words of the command's flags.
///
/// `on` and `off` stand for a flag without a value that is or is not given. What comes first is
/// told first: the seed, for instance, decides which rows are held out, so that the data differ
/// only because it does.
struct RunIdentity {
  private let entries: [(String, String)]
  /// The limit of the run: no part of the identity, but a schedule may follow from it.
  private let length: String

  init(_ trainer: Trainer) {
    let (model, options) = (trainer.model, trainer.options)
    var entries: [(String, String)] = [
      ("seed", "\(options.seed)"), ("precision", "\(options.precision)"),
      ("validation", trainer.validationShare ?? "off"),
      ("data", "\(trainer.data.summary), \(trainer.data.fingerprint)"),
      (
        "validation data",
        trainer.validation.map { "\($0.summary), \($0.fingerprint)" } ?? "off"
      ),
      ("model", model.specification?.description ?? "off"),
      // Before the schedule, whose length follows from it.
      ("batch-size", "\(trainer.batchSize)"),
    ]
    entries += model.loss.flags
    entries += [
      ("standardize", model.scaling.shift.shape.rank == 0 ? "off" : "on"),
      ("scaling", fingerprint([model.scaling.shift, model.scaling.scale])),
    ]
    entries += trainer.method.texts.map { key, value in
      (key, key == "set" ? value.replacing(",", with: " ") : value.isEmpty ? "on" : value)
    }
    entries += [
      ("no-shuffle", options.shuffles ? "off" : "on"),
      ("threads", "\(options.threads ?? Program.processorCount)"),
      ("patience", options.patience == nil ? "off" : "on"),
    ]
    self.entries = entries
    length = options.length
  }

  /// What a checkpoint keeps.
  var texts: [String: String] {
    Dictionary(uniqueKeysWithValues: entries + [("length", length)])
  }

  /// Throws, naming what differs, if the run that wrote the checkpoint at `path` was another.
  func check(against saved: [String: String], path: String) throws(DescentError) {
    guard let savedLength = saved["length"] else {
      throw DescentError(
        path, expected: "a checkpoint of this version of descent", found: "one of an earlier")
    }
    let given = Set(entries.map(\.0) + ["length"])
    let missing = saved.keys.sorted().filter { !given.contains($0) }.map { ($0, "off") }
    for (key, text) in entries + missing where saved[key] != text {
      let savedText = saved[key] ?? "off"
      guard key == "schedule", savedLength != length, name(savedText) == name(text) else {
        throw DescentError(
          "--resume from \(path)", expected: "\(flag(key, savedText)), as in the checkpoint",
          found: flag(key, text))
      }
      throw DescentError(
        "--resume from \(path)",
        expected:
          "\(savedLength), as in the checkpoint, since the schedule \(name(text)) ends there",
        found: length,
        advice: "give \(flag(key, savedText)) to go on with it, or begin with --schedule constant")
    }
  }

  private func name(_ schedule: String) -> Substring { schedule.prefix { $0 != ":" } }

  /// How a setting is written on the command line.
  private func flag(_ key: String, _ text: String) -> String {
    switch (key, text) {
    case ("data", _), ("validation data", _), ("scaling", _): "\(key) '\(text)'"
    case _ where key.contains(" "): surroundFlag(key, text)
    case (_, "off"): "no --\(key)"
    case (_, "on"): "--\(key)"
    // Brackets and semicolons mean something to a shell.
    case _ where text.contains("["): "--\(key) '\(text)'"
    default: "--\(key) \(text)"
    }
  }
}

/// How one of several schedules, groups or wrappers is written on the command line.
private func surroundFlag(_ key: String, _ text: String) -> String {
  let isOff = text == "off"
  for (prefix, flag, sign) in [
    ("schedule of ", "--schedule", "="), ("group ", "--group", ": "), ("wrap ", "--wrap", ":"),
  ] where key.hasPrefix(prefix) {
    let name = key.dropFirst(prefix.count)
    let value = isOff ? "" : text == "on" ? "\(name)" : "\(name)\(sign)\(text)"
    let words = isOff ? "no \(flag) \(name)" : "\(flag) \(value)"
    return prefix == "group " ? words.replacing("--group ", with: "--group '") + "'" : words
  }
  return "\(key) '\(text)'"
}

extension Trainer {
  /// The shortest fraction that holds out as many rows as there are to validate; nil for none.
  fileprivate var validationShare: String? {
    guard let count = validation?.rowCount else { return nil }
    let rows = Double(count + data.rowCount)
    let share = Double(count) / rows
    for scale in [10.0, 100, 1000, 10_000, 100_000] {
      let candidate = (share * scale).rounded() / scale
      if Int((candidate * rows).rounded()) == count { return "\(candidate)" }
    }
    return "\(share)"
  }
}

extension TrainingOptions {
  /// The flags that limit the steps.
  fileprivate var length: String {
    let limits = [epochs.map { "--epochs \($0)" }, steps.map { "--steps \($0)" }].compactMap { $0 }
    if !limits.isEmpty { return limits.joined(separator: " ") }
    return isOpenEnded ? "neither --epochs nor --steps" : "--epochs \(Self.defaultEpochs)"
  }
}

extension Loss {
  /// The flags that choose it.
  fileprivate var flags: [(String, String)] {
    // Smoothing is told by the flag of its own.
    guard case .softmaxCrossEntropy(let smoothing) = self, smoothing > 0 else {
      return [("loss", "\(self)"), ("label-smoothing", "off")]
    }
    return [("loss", "softmax"), ("label-smoothing", "\(smoothing)")]
  }
}

extension Dataset {
  /// A number that tells data sets of the same size apart.
  fileprivate var fingerprint: String {
    DescentTraining.fingerprint([features] + (targets.map { [$0.array] } ?? []))
  }
}

/// A hash of 4096 places spread over each of the arrays.
private func fingerprint(_ arrays: [NDArray]) -> String {
  var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  for array in arrays {
    let step = max(1, array.storage.byteCount / 4096)
    for byte in stride(from: 0, to: array.storage.byteCount, by: step) {
      let value = array.storage.scalars(UInt8.self, from: byte, count: 1)[0]
      hash = (hash ^ UInt64(value)) &* 0x100_0000_01b3  // FNV-1a
    }
  }
  return String(hash, radix: 16)
}
