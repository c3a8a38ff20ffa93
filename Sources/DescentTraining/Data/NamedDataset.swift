public import DescentCore
import Foundation

/// A data set that is known by name: embedded, generated, or made of files in a
/// place that is known.
public struct NamedDataset: Sendable {
  private enum Content {
    /// An embedded CSV file, of which a part is held out as the test set.
    case embedded(resource: String, testFraction: Double, seed: UInt64, scale: Double)
    /// Four IDX files, for instance in the folder `installed`.
    case idx(installed: String?)
    /// Both parts as they are made when asked for.
    case generated(@Sendable () -> (train: Dataset, test: Dataset))
  }

  /// The name that `--data` takes.
  public let name: String
  /// What it is, one sentence.
  public let summary: String
  /// The shape of one row of features.
  public let featureShape: Shape
  /// The names of the classes; empty where there are none.
  public let classNames: [String]
  /// How many examples there are to train on.
  public let trainRows: Int
  /// How many examples there are to test on.
  public let testRows: Int
  /// Where the data come from.
  public let source: String
  /// The data's license.
  public let license: String
  /// What to do when they are not found; nil when they are always there.
  public let howToGet: String?
  private let content: Content
}

extension NamedDataset {
  /// All data sets that have names.
  public static let all: [NamedDataset] = [digits, fashionMNIST, mnist, curves]

  /// The data set called `name`.
  public static func named(_ name: String) throws(DescentError) -> NamedDataset {
    guard let found = all.first(where: { $0.name == name }) else {
      throw .unknown("data set", name, among: all.map(\.name))
    }
    return found
  }

  /// Where the data are: "embedded", "generated", or the first folder that has a file of theirs; nil
  /// if none.
  ///
  /// - Parameter directory: Looked at first, its subfolder of the data set's name before itself.
  public func location(directory: String? = nil) -> String? {
    switch content {
    case .embedded: return "embedded"
    case .generated: return "generated"
    case .idx: break
    }
    return folders(directory).first { folder in
      // A folder where some of the files are missing counts: loading it says which.
      do { return try IDXFiles(in: folder) != nil } catch { return true }
    }
  }

  /// Reads the data; `test` is their test set.
  ///
  /// - Throws: When they are not found, with advice on how to get them, or cannot be read.
  public func load(
    directory: String? = nil
  ) throws(DescentError) -> (train: Dataset, test: Dataset?) {
    switch content {
    case .embedded(let resource, let fraction, let seed, let scale):
      let whole = try embedded(resource, scale: scale)
      let parts = try whole.split(fraction: fraction, seed: seed)
      return (parts.rest, parts.heldOut)
    case .generated(let make):
      return make()
    case .idx:
      guard let folder = location(directory: directory), let files = try IDXFiles(in: folder) else {
        let folders = folders(directory)
        throw DescentError(
          "data set \(name)", expected: "its files in a known folder",
          found: folders.isEmpty ? "no folder given" : "none in \(folders.joined(separator: ", "))",
          advice: howToGet)
      }
      return try files.load(name: name, classNames: classNames)
    }
  }

  private func folders(_ directory: String?) -> [String] {
    var folders: [String] = []
    if let directory {
      folders = [
        URL(filePath: directory).appending(path: name).path(percentEncoded: false), directory,
      ]
    }
    if case .idx(let installed?) = content { folders.append(installed) }
    return folders
  }

  private func embedded(_ resource: String, scale: Double) throws(DescentError) -> Dataset {
    guard let url = Bundle.module.url(forResource: resource, withExtension: nil) else {
      throw DescentError(
        "data set \(name)", expected: "\(resource) in \(Bundle.module.bundlePath)",
        found: "no such file", advice: "install Descent again")
    }
    let table = try Dataset(csv: url.path(percentEncoded: false), name: name)
    return Dataset(
      name: name, features: table.features, targets: table.targets,
      featureNames: table.featureNames, featureShape: featureShape, featureScale: scale,
      labelName: table.labelName)
  }
}

extension NamedDataset {
  /// The embedded digits. Seed 0 holds out the same 20 % as the test set everywhere and always.
  private static let digits = NamedDataset(
    name: "digits", summary: "Handwritten digits, small enough to be embedded.",
    featureShape: [8, 8], classNames: (0...9).map(String.init), trainRows: 1438, testRows: 359,
    source: "UCI \"Optical Recognition of Handwritten Digits\" (Alpaydin & Kaynak 1998), test part",
    license: "CC BY 4.0", howToGet: nil,
    content: .embedded(resource: "digits.csv.gz", testFraction: 0.2, seed: 0, scale: 1 / 16))

  private static let fashionMNIST = NamedDataset(
    name: "fashion-mnist", summary: "Photographs of pieces of clothing.",
    featureShape: [28, 28],
    classNames: [
      "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag",
      "Ankle boot",
    ],
    trainRows: 60000, testRows: 10000,
    source: "Zalando Research, https://github.com/zalandoresearch/fashion-mnist", license: "MIT",
    howToGet: "install it with 'apt-get install dataset-fashion-mnist', "
      + "or put its four IDX files into a folder and name that with --data-dir",
    content: .idx(installed: "/usr/share/datasets/fashion-mnist"))

  private static let mnist = NamedDataset(
    name: "mnist", summary: "Handwritten digits, the classic set.",
    featureShape: [28, 28], classNames: (0...9).map(String.init), trainRows: 60000,
    testRows: 10000,
    source: "LeCun, Cortes & Burges, \"The MNIST database of handwritten digits\"",
    license: "none stated by its authors; commonly given as CC BY-SA 3.0",
    howToGet: "put its four IDX files into a folder and name that with --data-dir",
    content: .idx(installed: nil))

  private static let curves = NamedDataset(
    name: "curves", summary: "Images of smooth curves, for autoencoders: six numbers make one.",
    featureShape: [Curve.side, Curve.side], classNames: [], trainRows: Curves.trainRows,
    testRows: Curves.testRows,
    source: "made by Descent after Hinton & Salakhutdinov 2006, Science 313, supporting text",
    license: "MIT", howToGet: nil, content: .generated(Curves.make))
}
