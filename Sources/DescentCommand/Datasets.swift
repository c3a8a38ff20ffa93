import ArgumentParser
import Descent

/// `descent datasets`.
struct Datasets: Subcommand {
  static let configuration = CommandConfiguration(
    commandName: "datasets",
    abstract: "Lists the data sets known by name, and how to get those that are not here.",
    discussion: """
      EXAMPLE
        descent datasets
      """)

  @Option(help: .init("Where named data sets are looked for first.", valueName: "folder"))
  var dataDir: String?

  @Flag(help: "Prints a JSON array instead of text.")
  var json = false

  func run(_ arguments: [String], on console: Console) throws(DescentError) -> ExitStatus {
    var options = DataOptions()
    options.directory = dataDir
    try options.checkDirectory()
    let all = NamedDataset.all
    if json {
      console.print("[\(all.map { "\(object($0))" }.joined(separator: ",\n "))]")
      return .done
    }
    for (index, data) in all.enumerated() {
      if index > 0 { console.print("") }
      show(data, on: console)
    }
    return .done
  }

  private func show(_ data: NamedDataset, on console: Console) {
    let location = data.location(directory: dataDir)
    let rows = "\(data.trainRows) rows to train on, \(data.testRows) to test on"
    console.print("\(console.bold(data.name.padded(to: 15)))\(data.summary)")
    let facts = [
      (
        "size",
        data.classNames.isEmpty
          ? "\(rows), no targets" : "\(rows), \(data.classNames.count) classes"
      ),
      ("where", location ?? "not found"),
      ("to get it", location == nil ? data.howToGet : nil),
      ("source", data.source),
      ("license", data.license),
    ]
    for case (let title, let text?) in facts {
      console.print(console.faint("  " + title.padded(to: 13)) + text)
    }
  }

  private func object(_ data: NamedDataset) -> JSONObject {
    [
      "name": data.name, "summary": data.summary, "trainRows": data.trainRows,
      "testRows": data.testRows, "features": data.featureShape.sizes, "classes": data.classNames,
      "location": data.location(directory: dataDir), "howToGet": data.howToGet,
      "source": data.source, "license": data.license,
    ]
  }
}
