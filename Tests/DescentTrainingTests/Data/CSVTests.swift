import DescentCore
import DescentTraining
import Testing

@Suite struct CSVTests {
  @Test func `integers from 0 to 255 stay bytes`() throws {
    let data = try read("a,b,y\n0,255,1\n17,3.0,0\n")
    #expect(data.features == NDArray([UInt8]([0, 255, 17, 3]), shape: [2, 2]))
    #expect(data.featureScale == 1 && data.featureShape == [2])
  }

  @Test(arguments: ["256", "-1", "-0", "0.5"])
  func `what no byte can hold makes all features floats`(text: String) throws {
    let data = try read("a,b,y\n0,255,1\n17,\(text),0\n")
    let last = try #require(Float(text))
    #expect(data.features == NDArray([0, 255, 17, last], shape: [2, 2]))
    let wide = try read("a,y\n\(text),1\n") { $0.precision = .float64 }
    #expect(wide.features == NDArray([Double(last)], shape: [1, 1]))
  }

  @Test func `bytes of earlier blocks become floats when a later row needs it`() throws {
    let rows = 10000
    let text =
      "a,b,c,d,e,f,g,h,i,j,k,l,m,n,y\n"
      + (0..<rows).map { "\($0 % 256),1,2,3,4,5,6,7,8,9,10,11,12,13,0\n" }.joined()
      + "0.5,2,2,2,2,2,2,2,2,2,2,2,2,2,1\n"
    let data = try read(text)
    #expect(data.features.dtype == .float32 && data.rowCount == rows + 1)
    let bytes: [[Float]] = (0..<rows).map { [Float($0 % 256)] + (1...13).map { Float($0) } }
    #expect(
      data.features.scalars(as: Float.self) == bytes.flatMap { $0 } + [0.5]
        + [Float](repeating: 2, count: 13))
  }

  @Test func `text in a feature is an error with line and column`() throws {
    #expect(
      try message(csv: "age,height,y\n30,1.7,0\n40,tall,1\n")
        == "data.csv, line 3, column 2 'height': expected a number, found 'tall'")
  }

  @Test(arguments: ["", "NA", "NaN", "?", "null"])
  func `a missing feature is an error with line and column`(text: String) throws {
    let word = text.isEmpty ? "" : " ('\(text)')"
    #expect(
      try message(csv: "age,height,y\n30,1.7,0\n\(text),1.8,1\n")
        == "data.csv, line 3, column 1 'age': expected a number, found a missing value\(word)")
  }

  @Test(arguments: ["inf", "-Infinity", "1e999", "1e39"])
  func `an infinite feature is an error`(text: String) throws {
    #expect(
      try message(csv: "a,y\n\(text),0\n")
        == "data.csv, line 2, column 1 'a': expected a finite float32, found '\(text)'")
  }

  @Test func `a row of another length is an error`() throws {
    #expect(
      try message(csv: "a,b,y\n1,2,3\n4,5\n")
        == "data.csv, line 3: expected 3 fields as in the first row, found 2")
  }

  @Test func `what a file holds is shown on one short line`() throws {
    let found = try message(csv: "a,y\n\"x\n\(String(repeating: "z", count: 100))\",0\n")
    #expect(found.hasSuffix("found 'x \(String(repeating: "z", count: 38))…'"))
  }

  @Test func `gzip is recognized whatever the name`() throws {
    let data = try read(gzipped(Array("a,y\n1.5,2\n".utf8)))
    #expect(data.features.doubles == [1.5])
  }

  @Test func `a file that is not there or is a folder is an error`() throws {
    #expect(
      try message(files: [:]) { _ = try Dataset(csv: $0 + "/none.csv") }
        == "none.csv: expected a file, found 'No such file or directory' on opening it")
    #expect(
      try message(files: [:]) { _ = try Dataset(csv: $0) }
        == "FOLDER: expected a file, found a folder")
  }
}
