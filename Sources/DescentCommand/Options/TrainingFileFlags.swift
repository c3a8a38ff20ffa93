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

  /// Makes sure that what will be written can be.
  func prepare(on console: Console) throws(DescentError) {
    try AtomicFile.checkWritable(output)
    guard let folder = checkpoint.map({ CheckpointFolder($0) }), !resume else { return }
    try folder.create()
    guard folder.contains(.last) else { return }
    console.note("note: this run replaces the one in \(folder.path); --resume would go on from it")
  }

  /// Who tells how the run goes.
  func reporter(on console: Console) -> any TrainingReporter {
    if json { return JSONReporter(console: console) }
    return quiet ? QuietReporter() : TextReporter(console: console)
  }
}
