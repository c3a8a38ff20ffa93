import DescentCore
import Foundation
import Testing

@testable import DescentTraining

@Suite struct LoadDataTests {
  private let images = idx(0x803, [1, 1, 2], [5, 6])
  private let labels = idx(0x801, [1], [1])

  @Test func `a name means its data set`() throws {
    let (train, test) = try loadData("digits")
    #expect(train.name == "digits" && test != nil)
  }

  @Test func `a folder of data sets must be there`() throws {
    var options = DataOptions()
    options.directory = "nowhere"
    #expect(
      try message(files: [:]) { _ in _ = try loadData("digits", options: options) }
        == "--data-dir: expected a folder, found no folder nowhere")
  }

  @Test func `a path means its file, with no test set`() throws {
    try withFiles(["a.csv": Array("x,y\n1.5,2\n".utf8)]) { folder in
      let (train, test) = try loadData(folder + "/a.csv")
      #expect(train.features.doubles == [1.5] && test == nil)
    }
  }

  @Test func `the labels of an images file are found beside it`() throws {
    let files = ["my-images-idx3-ubyte": images, "my-labels-idx1-ubyte.gz": gzipped(labels)]
    try withFiles(files) { folder in
      let data = try loadData(folder + "/my-images-idx3-ubyte").train
      #expect(data.features.doubles == [5, 6] && data.classes == [1])
    }
  }

  @Test func `an images file is known by its bytes and read without labels on demand`() throws {
    try withFiles(["pictures.bin": gzipped(images)]) { folder in
      var options = DataOptions()
      options.label = .absent
      let data = try loadData(folder + "/pictures.bin", options: options).train
      #expect(data.features.doubles == [5, 6] && data.targets == nil)
    }
  }

  @Test func `labels that are not there, and labels alone, are errors`() throws {
    #expect(
      try message(files: ["a-images-idx3-ubyte": images]) {
        _ = try loadData($0 + "/a-images-idx3-ubyte")
      }
        == "a-images-idx3-ubyte: expected its labels beside it in a-labels-idx1-ubyte, "
        + "found no such file")
    #expect(
      try message(files: ["a-labels-idx1-ubyte": labels]) {
        _ = try loadData($0 + "/a-labels-idx1-ubyte")
      }.hasPrefix("a-labels-idx1-ubyte: expected an IDX file of images"))
  }

  @Test func `a file that is called an IDX file must be one`() throws {
    #expect(
      try message(files: ["a-images-idx3-ubyte": Array("text".utf8), "a-labels-idx1-ubyte": []]) {
        _ = try loadData($0 + "/a-images-idx3-ubyte")
      }.hasSuffix("which begins with 0x00000803, found 0x74657874"))
  }

  @Test func `a folder must hold four IDX files`() throws {
    #expect(
      try message(files: [:]) { _ = try loadData($0) }
        == "FOLDER: expected a file, or a folder with four IDX files, found a folder without them")
  }

  @Test func `a path that does not exist is one sentence`() throws {
    #expect(
      try message(files: [:]) { _ = try loadData($0 + "/none.csv") }
        == "none.csv: expected a file, found 'No such file or directory' on opening it")
  }

  @Test(arguments: ["--label", "--header", "--task"])
  func `what only a table heeds is refused for other data, unless shared with a table`(
    flag: String
  ) throws {
    var options = DataOptions()
    switch flag {
    case "--label": options.label = .named("y")
    case "--header": options.hasHeader = true
    default: options.task = .classification
    }
    let names = ["train-images-idx3-ubyte", "t10k-images-idx3-ubyte"]
    let (images, labels) = (images, labels)
    var files = Dictionary(uniqueKeysWithValues: names.map { ($0, images) })
    for name in ["train-labels-idx1-ubyte", "t10k-labels-idx1-ubyte"] { files[name] = labels }
    for (path, found) in [
      ("", "the IDX files in FOLDER"), ("/" + names[0], "the IDX file \(names[0])"),
    ] {
      #expect(
        try message(files: files) { _ = try loadData($0 + path, options: options) }
          == "\(flag): expected a CSV file to go with it, found \(found)")
    }
    #expect(
      try message(files: [:]) { _ in _ = try loadData("digits", options: options) }
        == "\(flag): expected a CSV file to go with it, found the data set digits")
    options.isShared = true
    #expect(try loadData("digits", options: options).test != nil)
    try withFiles(files) { _ = try loadData($0, options: options) }
  }

  @Test func `a table can come through a pipe`() throws {
    let pipe = Pipe()
    try pipe.fileHandleForWriting.write(contentsOf: Data("x,y\n1.5,2\n".utf8))
    try pipe.fileHandleForWriting.close()
    let data = try loadData("/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)").train
    #expect(data.features.doubles == [1.5])
  }

  @Test func `an unknown name suggests the nearest`() throws {
    #expect(
      try message(files: [:]) { _ in _ = try loadData("digit") }
        == "data set: expected one of curves, digits, fashion-mnist, mnist, found 'digit'; "
        + "did you mean 'digits'?")
  }
}
