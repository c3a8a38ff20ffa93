import DescentCore
import DescentTraining
import Testing

@Suite struct IDXTests {
  private let images = idx(0x803, [2, 2, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 255])
  private let labels = idx(0x801, [2], [3, 0])

  private func read(_ images: [UInt8], _ labels: [UInt8]? = nil) throws -> Dataset {
    try withFiles(["images": images, "labels": labels ?? []]) { folder in
      try Dataset(
        idxImages: folder + "/images", labels: labels == nil ? nil : folder + "/labels",
        name: "toy")
    }
  }

  private func failure(
    images: [UInt8]? = nil, labels: [UInt8]? = nil, classNames: [String]? = nil
  ) throws -> String {
    let files = ["images": images ?? self.images, "labels": labels ?? self.labels]
    return try message(files: files) { folder in
      _ = try Dataset(
        idxImages: folder + "/images", labels: folder + "/labels", classNames: classNames)
    }
  }

  @Test(arguments: [false, true])
  func `images and labels are read, plain and packed`(isPacked: Bool) throws {
    let data = try isPacked ? read(gzipped(images), gzipped(labels)) : read(images, labels)
    #expect(data.features == NDArray([UInt8](images[16...]), shape: [2, 6]))
    #expect(data.featureShape == [2, 3] && data.featureScale == 1.0 / 255)
    #expect(data.classes == [3, 0] && data.classNames == ["0", "1", "2", "3"])
    #expect(data.summary == "toy: 2 rows, 6 features (2 x 3), 4 classes")
  }

  @Test func `images without labels have no targets`() throws {
    #expect(try read(images).targets == nil)
  }

  @Test func `a wrong magic number is an error`() throws {
    #expect(
      try failure(images: labels)
        == "images: expected an IDX file of images, which begins with 0x00000803, "
        + "found 0x00000801")
    #expect(try failure(labels: images).contains("begins with 0x00000801, found 0x00000803"))
    #expect(try failure(images: [0, 0]).hasSuffix("found 2 bytes"))
  }

  @Test func `a header that is cut is an error`() throws {
    #expect(
      try failure(images: Array(images.prefix(13)))
        == "images: expected a whole IDX header, found 13 bytes")
  }

  @Test(arguments: [[.max, .max, .max], [0, 2, 3], [2, 0, 3], [.max, 1, 1]] as [[UInt32]])
  func `sizes that overflow or hold nothing are errors`(sizes: [UInt32]) throws {
    let wrong = idx(0x803, sizes, [1, 2, 3])
    #expect(try failure(images: wrong).hasPrefix("sizes in images: expected sizes of real data"))
    #expect(try failure(images: gzipped(wrong)).hasPrefix("sizes in images: expected sizes of"))
  }

  @Test func `sizes beyond what the file can hold are errors before memory is taken`() throws {
    let wrong = idx(0x803, [0x7FFF_FFFF, 1 << 15, 1 << 15], [1, 2, 3])
    #expect(try failure(images: wrong).contains("no more than the file of 19 bytes can hold"))
    #expect(try failure(images: gzipped(wrong)).contains("no more than the file of"))
  }

  @Test func `missing and surplus bytes are errors`() throws {
    #expect(
      try failure(images: gzipped(images.dropLast()))
        == "images: expected 12 bytes after its header, found only 11; the file is truncated")
    #expect(try failure(images: images.dropLast()).hasSuffix("the file is truncated or corrupt"))
    for wrong in [images + [1], gzipped(images + [1])] {
      #expect(
        try failure(images: wrong) == "images: expected 12 bytes after its header, found more")
    }
  }

  @Test func `a truncated gzip file is an error`() throws {
    #expect(
      try failure(images: gzipped(images).dropLast(9))
        == "images: expected a whole gzip file, found data that end early: the file is truncated")
  }

  @Test func `a number of labels other than of images is an error`() throws {
    #expect(
      try failure(labels: idx(0x801, [3], [1, 2, 3]))
        == "labels: expected a label for each of the 2 images in images, found 3 labels")
  }

  @Test func `a label out of range is an error`() throws {
    #expect(
      try failure(classNames: ["a", "b", "c"])
        == "labels, label 1: expected a class from 0 to 2, found 3")
  }
}
