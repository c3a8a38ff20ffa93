import ArgumentParser
import Descent

/// `descent predict`.
struct Predict: Subcommand {
  static let configuration = CommandConfiguration(
    commandName: "predict", abstract: "Predicts with a saved model, and writes a CSV file.",
    discussion: """
      For classes the columns are row, prediction and a probability p_CLASS for each; for numbers \
      row and the target; of an autoencoder row and the reconstruction. Rows count from 1. Columns of the data are found by their names; \
      without a header they must be in the order of training, and one more is taken for the label.
      Of a formula that 'descent fit' saved, the columns that its model names are used.

      EXAMPLE
        descent train --data digits --output digits.safetensors
        descent predict --model digits.safetensors --data digits --output digits.csv
      """)

  @OptionGroup var saved: SavedModelFlags

  @Option(help: .init("Where the predictions go; - for standard output.", valueName: "file|-"))
  var output = "-"

  func run(_ arguments: [String], on console: Console) throws(DescentError) -> ExitStatus {
    if output != "-" {
      try checkOutput(output, isNot: [("--data", saved.data), ("--model", saved.model)])
    }
    let table = try predictions()
    guard output != "-" else {
      for piece in table.pieces { console.write(piece) }
      return .done
    }
    try AtomicFile.write(to: output) { (file) throws(DescentError) in
      for piece in table.pieces { try file.append(piece) }
    }
    return .done
  }

  /// What the model says of the data, or the formula that 'descent fit' saved.
  private func predictions() throws(DescentError) -> PredictionTable {
    if SavedFit.isFit(saved.model) {
      let fit = try SavedFit(contentsOf: saved.model)
      return PredictionTable(fit, try fit.predict(saved.data))
    }
    let model = try TrainedModel(contentsOf: saved.model)
    let data = try saved.load(for: model, hasTargets: false)
    return PredictionTable(model, try model.predict(data, threads: saved.sharing.threads))
  }
}
