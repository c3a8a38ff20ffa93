import ArgumentParser
import Descent

/// What training writes, and how it reports.
struct TrainingFileFlags: ParsableArguments {
  @Option(help: .init("Where the trained model goes.", valueName: "file"))
  var output = "model.safetensors"

  @Option(
    help: .init(
      "Keeps the last and the best state here, at every epoch and on interrupt.",
      valueName: "folder"))
  var checkpoint: String?

  @Option(
    parsing: .unconditional,
    help: .init("Writes a checkpoint every n steps, too.", valueName: "n"), transform: count())
  var checkpointEvery: Int?

  @Flag(help: "Goes on from the last checkpoint, bit for bit.")
  var resume = false

  @Option(
    help: .init(
      "Writes every step as a JSON object a line; a run that is resumed goes on in it.",
      valueName: "file"))
  var trace: String?

  @Flag(help: "Prints a JSON object a line instead of text.")
  var json = false

  @Flag(help: "Prints errors alone.")
  var quiet = false

  func validate() throws {
    if json && quiet { throw ValidationError("--quiet: expected to be without --json, found both") }
    if checkpoint == nil {
      let flag = resume ? "--resume" : checkpointEvery == nil ? nil : "--checkpoint-every"
      if let flag { throw ValidationError("\(flag): expected --checkpoint with it, found none") }
    }
  }

  /// Adds where checkpoints go to the options of a run.
  func complete(_ options: inout TrainingOptions) {
    options.checkpoints = checkpoint.map { CheckpointFolder($0) }
    options.checkpointInterval = checkpointEvery
  }

  /// Makes sure that the model can be written, and replaces nothing that the run reads or keeps.
  ///
  /// - Parameter inputs: What is read, by flag.
  func check(reading inputs: [(flag: String, path: String?)]) throws(DescentError) {
    let folder = checkpoint.map { CheckpointFolder($0) }
    var others = inputs
    for name in CheckpointFolder.Name.allCases {
      others.append(("--checkpoint", folder?.path(of: name)))
    }
    try checkOutput(output, isNot: others)
    if let trace { try checkOutput(trace, of: "--trace", isNot: others + [("--output", output)]) }
  }

  /// Makes sure that checkpoints can be written.
  func prepare(on console: Console) throws(DescentError) {
    guard let folder = checkpoint.map({ CheckpointFolder($0) }) else { return }
    if resume {
      if folder.contains(.last) { try folder.checkWritable() }
      return
    }
    try folder.create()
    try folder.checkWritable()
    guard folder.contains(.last) else { return }
    console.note("note: this run replaces the one in \(folder.path); --resume would go on from it")
  }

  /// Who tells how the run goes.
  func reporter(on console: Console) -> any TrainingReporter {
    if json { return JSONReporter(console: console) }
    return quiet ? QuietReporter() : TextReporter(console: console)
  }
}
