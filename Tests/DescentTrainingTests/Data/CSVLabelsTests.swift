import DescentCore
import DescentTraining
import Testing

@Suite struct CSVLabelsTests {
  private func table(_ labels: [String]) -> String {
    "x,y\n" + labels.map { "0.5,\($0)\n" }.joined()
  }

  @Test func `text labels are classes in alphabetical order`() throws {
    let data = try read(table(["pear", "apple", "pear", "fig"]))
    #expect(data.classNames == ["apple", "fig", "pear"])
    #expect(data.classes == [2, 0, 2, 1])
  }

  @Test func `few integers are classes in numerical order`() throws {
    let data = try read(table(["10", "9", "-1"] + [String](repeating: "9.0", count: 12)))
    #expect(data.classNames == ["-1", "9", "10"])
    #expect(data.classes == [2, 1, 0] + [Int32](repeating: 1, count: 12))
  }

  @Test func `two integers are classes however few the rows`() throws {
    #expect(try read(table(["0", "1"])).classNames == ["0", "1"])
  }

  @Test func `many integers and fractions are numbers`() throws {
    let line = try read(table((1...100).map { "\(2 * $0 - 1)" }))
    #expect(line.values == (1...100).map { Double(2 * $0 - 1) })
    #expect(try read(table(["0.5", "0.5", "1"])).values == [0.5, 0.5, 1])
  }

  @Test func `values are float32 columns unless float64 is asked for`() throws {
    for precision in [DType.float32, .float64] {
      let data = try read(table(["0.1", "2"])) { $0.precision = precision }
      guard case .values(let array, let names)? = data.targets else {
        Issue.record("expected values")
        return
      }
      #expect(array.dtype == precision && array.shape == [2, 1] && names == ["y"])
    }
  }

  @Test func `the task decides where it is given`() throws {
    let text = table(["0", "1", "1"])
    #expect(try read(text) { $0.task = .regression }.values == [0, 1, 1])
    let fractions = try read(table(["0.5", "1", "2"])) { $0.task = .classification }
    #expect(fractions.classNames == ["0.5", "1", "2"])
  }

  @Test func `text in a regression is an error`() throws {
    #expect(
      try message(csv: table(["1", "x"])) { $0.task = .regression }
        == "data.csv, line 3, column 2 'y': expected a number, found 'x'")
  }

  @Test func `a typing mistake among many numbers is an error, not a class`() throws {
    #expect(
      try message(csv: table(["1.5", "2.5", "3,5".replacing(",", with: ";"), "4.5"]))
        == "data.csv, line 4, column 2 'y': expected a number, as in most other rows, "
        + "found '3;5'; if it is the name of a class, give --task classification")
  }

  @Test(arguments: ["", "NA", "?", "null", "NaN"])
  func `a missing label is an error`(label: String) throws {
    let word = label.isEmpty ? "" : " ('\(label)')"
    #expect(
      try message(csv: table(["1", label]))
        == "data.csv, line 3, column 2 'y': expected a label, found a missing value\(word)")
  }

  @Test func `an infinite label is an error, also when only float32 makes it so`() throws {
    #expect(try message(csv: table(["inf"])).hasSuffix("expected a finite label, found 'inf'"))
    #expect(try message(csv: table(["1e39", "0.5"])).hasSuffix("a finite float32, found '1e39'"))
    #expect(try read(table(["1e39", "0.5"])) { $0.precision = .float64 }.values == [1e39, 0.5])
  }

  @Test func `a model's classes keep their order and names`() throws {
    let expected = ExpectedColumns(featureNames: ["x"], classNames: ["2", "0", "1"])
    let data = try read(table(["1", "2", "1.0"])) { $0.expected = expected }
    #expect(data.classes == [2, 0, 2] && data.classNames == ["2", "0", "1"])
  }

  @Test func `a model that predicts numbers is given numbers, however few`() throws {
    let expected = ExpectedColumns(featureNames: ["x"])
    #expect(try read(table(["1", "0"])) { $0.expected = expected }.values == [1, 0])
  }

  @Test func `a label that a model does not know is an error`() throws {
    let expected = ExpectedColumns(featureNames: ["x"], classNames: ["cat", "dog"])
    #expect(
      try message(csv: table(["cat", "cow"])) { $0.expected = expected }
        == "data.csv, line 3, column 2 'y': expected one of the classes cat, dog, found 'cow'")
  }
}
