import DescentCore

/// The label column of a CSV file while it is read, and what to make of it.
///
/// Labels are classes if the options say so, or if one of them is text, or if they are integers
/// with at most 2 or at most min(100, rows / 5) different values; else they are numbers. But a
/// few texts among numbers that would be no classes are reported as mistakes.
struct CSVLabels {
  private struct Label {
    var text: String
    var number: Double?
    var firstLine: Int
    var rowCount = 0
  }

  private var rows: [Int32] = []
  private var labels: [Label] = []
  private var indices: [String: Int32] = [:]
  private let layout: CSVLayout
  private let column: Int

  init(_ layout: CSVLayout, column: Int) {
    self.layout = layout
    self.column = column
  }

  /// Takes the label of the scanner's current record.
  mutating func append(_ scanner: CSVScanner) throws(DescentError) {
    let text = try scanner.text(column)
    if let index = indices[text] {
      rows.append(index)
      labels[Int(index)].rowCount += 1
      return
    }
    var label = Label(text: text, firstLine: scanner.line, rowCount: 1)
    switch scanner.value(column) {
    case .missing: throw error(label, expected: "a label", found: missingText(text))
    case .number(let number) where number.isFinite: label.number = number
    case .number: throw error(label, expected: "a finite label", found: quoted(text))
    case .text: break
    }
    indices[text] = Int32(labels.count)
    rows.append(Int32(labels.count))
    labels.append(label)
  }

  /// The labels as targets.
  func targets(_ options: DataOptions) throws(DescentError) -> Dataset.Targets {
    if let expected = options.expected {
      guard let names = expected.classNames else { return try values(options.precision) }
      return try classes(expected: names)
    }
    let task = if let task = options.task { task } else { try inferredTask() }
    switch task {
    case .classification: return classes()
    case .regression: return try values(options.precision)
    }
  }

  private func inferredTask() throws(DescentError) -> LearningTask {
    let numbers = labels.filter { $0.number != nil }
    let different = Set(numbers.map(\.number)).count
    let areIntegers = numbers.allSatisfy { $0.number == $0.number?.rounded(.towardZero) }
    let areFew = areIntegers && (different <= 2 || different <= min(100, rows.count / 5))
    guard !areFew, let text = labels.first(where: { $0.number == nil }) else {
      return areFew ? .classification : .regression
    }
    let numericRows = numbers.reduce(0) { $0 + $1.rowCount }
    guard 2 * numericRows <= rows.count else {
      throw error(
        text, expected: "a number, as in most other rows", found: quoted(text.text),
        advice: "if it is the name of a class, give --task classification")
    }
    return .classification
  }
}

extension CSVLabels {
  /// Classes in the order of their numbers, or of their names if some are not numbers.
  private func classes() -> Dataset.Targets {
    let numbers = labels.compactMap(\.number)
    if numbers.count < labels.count {
      let names = labels.map(\.text).sorted()
      return classes(labels.map(\.text), in: names, named: names)
    }
    let sorted = Set(numbers).sorted()
    return classes(numbers, in: sorted, named: sorted.map(printed))
  }

  private func classes<Key: Hashable>(
    _ labelKeys: [Key], in keys: [Key], named names: [String]
  ) -> Dataset.Targets {
    let places = Dictionary(uniqueKeysWithValues: zip(keys, Int32(0)...))
    let classOfLabel = labelKeys.map { places[$0] ?? 0 }
    return .classes(NDArray(rows.map { classOfLabel[Int($0)] }), names: names)
  }

  /// Classes in the order of a saved model's, found by name or by the number it spells.
  private func classes(expected names: [String]) throws(DescentError) -> Dataset.Targets {
    let numbers = names.map(Double.init)
    var classOfLabel: [Int32] = []
    for label in labels {
      let index =
        names.firstIndex(of: label.text)
        ?? label.number.flatMap { number in numbers.firstIndex { $0 == number } }
      guard let index else {
        let list =
          names.prefix(20).map(onOneLine).joined(separator: ", ") + (names.count > 20 ? ", …" : "")
        throw error(label, expected: "one of the classes \(list)", found: quoted(label.text))
      }
      classOfLabel.append(Int32(index))
    }
    return .classes(NDArray(rows.map { classOfLabel[Int($0)] }), names: names)
  }

  private func values(_ precision: DType) throws(DescentError) -> Dataset.Targets {
    var numbers: [Double] = []
    for label in labels {
      guard let number = label.number else {
        throw error(label, expected: "a number", found: quoted(label.text))
      }
      guard abs(number) <= precision.greatestFinite else {
        throw error(label, expected: "a finite \(precision)", found: quoted(label.text))
      }
      numbers.append(number)
    }
    let values = NDArray(rows.map { numbers[Int($0)] }, shape: [rows.count, 1])
    return .values(values.converted(to: precision), names: [layout.names[column]])
  }

  private func error(
    _ label: Label, expected: String, found: String, advice: String? = nil
  ) -> DescentError {
    DescentError(
      layout.place(line: label.firstLine, column: column), expected: expected, found: found,
      advice: advice)
  }

  /// A number as people write it: without a fraction where there is none.
  private func printed(_ number: Double) -> String {
    Int(exactly: number).map(String.init) ?? "\(number)"
  }
}
