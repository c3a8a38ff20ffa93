import DescentCore
import Testing

@testable import DescentTraining

@Suite struct GzipTests {
  private let text = Array("a,y\n1.5,2\n".utf8)

  private func unpack(_ bytes: [UInt8]) throws -> [UInt8] {
    try withFiles(["a.gz": bytes]) { try contents($0 + "/a.gz") }
  }

  private func contents(_ path: String) throws -> [UInt8] {
    let stream = try ByteStream(path: path)
    var all: [UInt8] = []
    while true {
      let chunk = try stream.next()
      if chunk.isEmpty { return all }
      all += chunk
    }
  }

  private func failure(_ bytes: [UInt8]) throws -> String {
    try message(files: ["a.gz": bytes]) { _ = try contents($0 + "/a.gz") }
  }

  @Test(arguments: [0, 1, 65535, 65536, 300_000])
  func `packed bytes come back`(count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
    #expect(try unpack(gzipped(bytes)) == bytes)
  }

  @Test func `members one after the other are one file`() throws {
    #expect(try unpack(gzipped(text) + gzipped(text)) == text + text)
  }

  @Test func `a file cut anywhere is truncated`() throws {
    let whole = gzipped(text)
    for count in 2..<whole.count {
      #expect(
        try failure(Array(whole.prefix(count)))
          == "a.gz: expected a whole gzip file, found data that end early: the file is truncated")
    }
  }

  @Test func `bytes after the end are an error`() throws {
    #expect(
      try failure(gzipped(text) + [0])
        == "a.gz: expected a whole gzip file, found other bytes after its end")
  }

  @Test func `a wrong checksum and a wrong block are corrupt data`() throws {
    var wrong = gzipped(text)
    wrong[17] ^= 1
    #expect(try failure(wrong).hasPrefix("a.gz: expected a whole gzip file, found corrupt data"))
    wrong = gzipped(text)
    wrong[10] = 7
    #expect(try failure(wrong).contains("found corrupt data: invalid block type"))
  }

  @Test func `what was read beyond a prefix comes next`() throws {
    try withFiles(["a": text]) { folder in
      let stream = try ByteStream(path: folder + "/a")
      #expect(try stream.peek() == text.first)
      #expect(try stream.next(upTo: 3) == Array(text.prefix(3)))
      #expect(try stream.next(upTo: 2) == Array(text[3..<5]))
      #expect(try stream.next() == Array(text[5...]))
      #expect(try stream.next(upTo: 1).isEmpty)
    }
  }
}
