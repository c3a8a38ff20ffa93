import DescentCore
import Foundation

/// The names that the four files of an MNIST-like data set go by, and where they are.
struct IDXFiles {
  let trainImages, trainLabels, testImages, testLabels: String

  /// The files in `folder`.
  ///
  /// - Returns: nil if none of them is there.
  /// - Throws: When some are there and some are not.
  init?(in folder: String) throws(DescentError) {
    let stems = [
      ("train-images", "idx3"), ("train-labels", "idx1"), ("t10k-images", "idx3"),
      ("t10k-labels", "idx1"),
    ]
    let paths = stems.map { Self.path(in: folder, stem: $0, rank: $1) }
    if paths.allSatisfy({ $0 == nil }) { return nil }
    if let missing = paths.firstIndex(of: nil) {
      let (stem, rank) = stems[missing]
      throw DescentError(
        folder, expected: "a file \(stem)-\(rank)-ubyte or \(stem)-\(rank)-ubyte.gz",
        found: "only other files of the data set")
    }
    let found = paths.compactMap { $0 }
    (trainImages, trainLabels, testImages, testLabels) = (found[0], found[1], found[2], found[3])
  }

  /// Reads all four.
  func load(
    name: String, classNames: [String]?
  ) throws(DescentError) -> (train: Dataset, test: Dataset?) {
    let train = try Dataset(
      idxImages: trainImages, labels: trainLabels, name: name, classNames: classNames)
    let test = try Dataset(
      idxImages: testImages, labels: testLabels, name: "\(name) test", classNames: train.classNames)
    guard train.featureShape == test.featureShape else {
      throw DescentError(
        testImages, expected: "images of \(train.featureShape) as in \(trainImages)",
        found: "\(test.featureShape)")
    }
    return (train, test)
  }

  private static func path(in folder: String, stem: String, rank: String) -> String? {
    // Some copies of MNIST spell it "train-images.idx3-ubyte".
    let names = ["-", "."].flatMap {
      ["\(stem)\($0)\(rank)-ubyte", "\(stem)\($0)\(rank)-ubyte.gz"]
    }
    let paths = names.map { URL(filePath: folder).appending(path: $0).path(percentEncoded: false) }
    return paths.first { FileManager.default.fileExists(atPath: $0) }
  }

  /// Where the labels of an images file are: beside it, with "labels-idx1" for "images-idx3".
  static func labels(beside images: String) throws(DescentError) -> String {
    let url = URL(filePath: images)
    let name = url.lastPathComponent
    let renamed = name.replacing("images", with: "labels").replacing("idx3", with: "idx1")
    guard renamed != name else {
      throw DescentError(
        images, expected: "an IDX file of images, called as train-images-idx3-ubyte is",
        found: "a name that does not say where its labels are")
    }
    let stem = renamed.hasSuffix(".gz") ? String(renamed.dropLast(3)) : renamed
    let folder = url.deletingLastPathComponent()
    let paths = [stem, stem + ".gz"].map { folder.appending(path: $0).path(percentEncoded: false) }
    guard let found = paths.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
      throw DescentError(images, expected: "its labels beside it in \(stem)", found: "no such file")
    }
    return found
  }
}
