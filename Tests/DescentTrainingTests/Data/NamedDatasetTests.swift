import DescentCore
import DescentTraining
import Foundation
import Testing

private let fashionIsInstalled =
  (try? NamedDataset.named("fashion-mnist").location() != nil) ?? false

@Suite struct NamedDatasetTests {
  private let four: [String: [UInt8]] = [
    "train-images-idx3-ubyte": idx(0x803, [2, 1, 2], [1, 2, 3, 4]),
    "train-labels-idx1-ubyte.gz": gzipped(idx(0x801, [2], [9, 0])),
    "t10k-images.idx3-ubyte": idx(0x803, [1, 1, 2], [5, 6]),
    "t10k-labels-idx1-ubyte": idx(0x801, [1], [4]),
  ]

  @Test func `digits are 1797 images of 64 pixels in 10 classes`() throws {
    let (train, test) = try NamedDataset.named("digits").load()
    let heldOut = try #require(test)
    #expect(train.rowCount == 1438 && heldOut.rowCount == 359)
    for part in [train, heldOut] {
      #expect(part.features.dtype == .uint8 && part.featureShape == [8, 8])
      #expect(part.featureScale == 1.0 / 16 && part.featureNames.first == "p00")
      #expect(part.classNames == (0...9).map(String.init))
      #expect(part.features.scalars(as: UInt8.self).max() == 16)
      #expect(Set(part.classes) == Set(0...9))
    }
  }

  @Test func `the first digit is the known zero and every image is in one part`() throws {
    let (train, test) = try NamedDataset.named("digits").load()
    let parts = try [train, #require(test)]
    let first: [UInt8] = [0, 0, 5, 13, 9, 1, 0, 0, 0, 0, 13, 15, 10, 15, 5, 0]
    let starts = parts.flatMap { part in
      (0..<part.rowCount).map { part.features.rows([$0]).scalars(as: UInt8.self).prefix(16) }
    }
    #expect(starts.count == 1797)
    #expect(starts.contains { $0.elementsEqual(first) })
    // Sums of the file itself, so that nothing is lost or doubled by the split.
    let pixels = parts.flatMap { $0.features.scalars(as: UInt8.self) }.reduce(0) { $0 + Int($1) }
    #expect(pixels == 561718)
    #expect(parts.flatMap(\.classes).reduce(0, +) == 8070)
  }

  @Test func `the test part of the digits is always the same`() throws {
    let test = try #require(try NamedDataset.named("digits").load().test)
    #expect(test.classes.prefix(10) == goldenTestClasses[...])
  }

  private let goldenTestClasses: [Int32] = [2, 7, 9, 5, 2, 5, 8, 5, 4, 2]

  @Test func `names and places are known`() throws {
    #expect(NamedDataset.all.map(\.name) == ["digits", "fashion-mnist", "mnist", "curves"])
    #expect(try NamedDataset.named("curves").location() == "generated")
    #expect(try NamedDataset.named("digits").location() == "embedded")
    #expect(try NamedDataset.named("mnist").location() == nil)
  }

  @Test func `an unknown name suggests the nearest`() {
    #expect(
      throws: DescentError(
        "data set", expected: "one of curves, digits, fashion-mnist, mnist",
        found: "'fashon-mnist'",
        advice: "did you mean 'fashion-mnist'?")
    ) { try NamedDataset.named("fashon-mnist") }
  }

  @Test func `four files are found in the data directory or its subfolder, however spelled`() throws
  {
    try withFiles(four) { folder in
      let (train, test) = try NamedDataset.named("mnist").load(directory: folder)
      #expect(train.features.doubles == [1, 2, 3, 4] && train.classes == [9, 0])
      #expect(test?.features.doubles == [5, 6] && test?.classes == [4])
      let parent = URL(filePath: folder).deletingLastPathComponent()
      let link = parent.appending(path: UUID().uuidString)
      try FileManager.default.createDirectory(at: link, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: link) }
      try FileManager.default.createSymbolicLink(
        at: link.appending(path: "mnist"), withDestinationURL: URL(filePath: folder))
      let found = try NamedDataset.named("mnist").load(directory: link.path(percentEncoded: false))
      #expect(found.train.features == train.features)
    }
  }

  @Test func `one file of the four missing is named`() throws {
    var three = four
    three["t10k-labels-idx1-ubyte"] = nil
    #expect(
      try message(files: three) { _ = try NamedDataset.named("mnist").load(directory: $0) }
        == "FOLDER: expected a file t10k-labels-idx1-ubyte or t10k-labels-idx1-ubyte.gz, "
        + "found only other files of the data set")
  }

  @Test func `data that are not there come with advice`() throws {
    let text = try message(files: [:]) { _ = try NamedDataset.named("mnist").load(directory: $0) }
    #expect(text.hasSuffix("put its four IDX files into a folder and name that with --data-dir"))
    #expect(text.hasPrefix("data set mnist: expected its files in a known folder, found none in "))
    #expect(try NamedDataset.named("fashion-mnist").howToGet?.contains("apt-get install") == true)
  }

  @Test func `a label out of range in a named set is an error`() throws {
    var wrong = four
    wrong["t10k-labels-idx1-ubyte"] = idx(0x801, [1], [10])
    #expect(
      try message(files: wrong) { _ = try NamedDataset.named("mnist").load(directory: $0) }
        == "t10k-labels-idx1-ubyte, label 1: expected a class from 0 to 9, found 10")
  }

  @Test(.enabled(if: fashionIsInstalled))
  func `Fashion-MNIST has 60000 and 10000 images of 28 by 28`() throws {
    let (train, test) = try NamedDataset.named("fashion-mnist").load()
    #expect(train.features.shape == [60000, 784] && train.features.dtype == .uint8)
    #expect(test?.features.shape == [10000, 784] && train.featureShape == [28, 28])
    #expect(train.classNames?.last == "Ankle boot")
    #expect(train.classes.prefix(5) == [9, 0, 0, 3, 0])
    let counts = train.classes.reduce(into: [Int32: Int]()) { $0[$1, default: 0] += 1 }
    #expect(counts.count == 10 && counts.values.allSatisfy { $0 == 6000 })
  }
}
