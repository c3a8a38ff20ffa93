import ArgumentParser
import Descent

/// `descent evaluate`.
struct Evaluate: Subcommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Tells how well a saved model does on data.",
    discussion: """
      EXAMPLE
        descent train --data digits --output digits.safetensors
        descent evaluate --data digits --model digits.safetensors
      """)

  @OptionGroup var saved: SavedModelFlags

  @Option(
    parsing: .unconditional,
    help: .init(
      "The column with the targets, by name or position. (default: as in training)",
      valueName: "column"))
  var label: String?

  @Flag(help: "Prints a JSON object instead of text.")
  var json = false

  func run(_ arguments: [String], on console: Console) throws(DescentError) -> ExitStatus {
    guard !SavedFit.isFit(saved.model) else {
      throw DescentError(
        saved.model, expected: "a trained model", found: "a JSON file, as 'descent fit' saves",
        advice: "'descent predict' uses these")
    }
    let model = try TrainedModel(contentsOf: saved.model)
    let data = try saved.load(
      for: model, label: label, hasTargets: model.data.targetScale == nil || label != nil)
    let evaluation = try model.evaluate(data, threads: saved.sharing.threads)
    if json {
      let object: JSONObject = [
        "loss": evaluation.loss, "accuracy": evaluation.accuracy,
        "squaredError": evaluation.squaredError, "rows": data.rowCount,
      ]
      console.print("\(object)")
      return .done
    }
    console.print(data.summary)
    console.print("\(model.loss.title)  \(evaluation.loss.significant)")
    if let error = evaluation.squaredError {
      console.print("squared error  \(console.bold(error.significant))")
    }
    if let accuracy = evaluation.accuracy {
      console.print("accuracy  \(console.bold(accuracy.percent))\n")
      try showClasses(of: model, data, on: console)
    }
    return .done
  }

  /// A line for each class: how many of its rows the model recognizes.
  private func showClasses(
    of model: TrainedModel, _ data: Dataset, on console: Console
  ) throws(DescentError) {
    guard case .classes(let classes, let names)? = data.targets else { return }
    let predicted = try model.predict(data, threads: saved.sharing.threads).largestInRows
    var (rows, hits) = (names.map { _ in 0 }, names.map { _ in 0 })
    for (actual, guess) in zip(classes.scalars(as: Int32.self), predicted) {
      rows[Int(actual)] += 1
      if Int(actual) == guess { hits[Int(actual)] += 1 }
    }
    let width = max(5, names.map(\.count).max() ?? 0)
    console.print(console.faint("\("class".padded(to: width))     rows   accuracy"))
    for (index, name) in names.enumerated() where rows[index] > 0 {
      let share = (Double(hits[index]) / Double(rows[index])).percent
      console.print(
        name.padded(to: width) + "\(rows[index])".padded(to: -9) + share.padded(to: -11))
    }
  }
}
