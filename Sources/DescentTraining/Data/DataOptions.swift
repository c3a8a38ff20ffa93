public import DescentCore

/// Which kind of target a data set has.
public enum LearningTask: String, CaseIterable, Sendable {
  /// Targets are classes.
  case classification
  /// Targets are numbers.
  case regression
}

/// Which column of a table holds the targets.
public enum LabelColumn: Sendable, Hashable {
  /// The last column, or the one a saved model was trained on where that is known.
  case last
  /// The column of this name; if none has it and it is a whole number, the column at this position.
  case named(String)
  /// The column at this position, counted from 0; negative positions count from the end.
  case position(Int)
  /// No column: the targets are not known.
  case absent
}

/// What a saved model expects of the data it is used on.
public struct ExpectedColumns: Sendable, Hashable {
  /// The features in the model's order; empty for images.
  public var featureNames: [String]
  /// The name of the column with the targets, if known.
  public var labelName: String?
  /// The classes in the model's order; nil when it predicts numbers.
  public var classNames: [String]?

  /// The expectation of these features, this label column and these classes.
  public init(featureNames: [String], labelName: String? = nil, classNames: [String]? = nil) {
    self.featureNames = featureNames
    self.labelName = labelName
    self.classNames = classNames
  }
}

/// How to find and read data.
public struct DataOptions: Sendable {
  /// Where named data sets are looked for first, if given.
  public var directory: String?
  /// The column with the targets.
  public var label: LabelColumn = .last
  /// Whether the first line of a CSV file holds the columns' names; found out when nil.
  public var hasHeader: Bool?
  /// Whether targets are classes or numbers; found out when nil.
  public var task: LearningTask?
  /// float32 or float64: the type of features that are not all bytes, and of target values.
  public var precision: DType = .float32
  /// What a saved model expects, when the data are for one.
  public var expected: ExpectedColumns?

  /// Whether the options were given for other data, too, so that some may have no use for these.
  package var isShared = false

  /// Throws if `directory` is given and is no folder.
  package func checkDirectory() throws(DescentError) {
    guard let directory else { return }
    let kind = FileKind(at: directory)
    guard kind != .folder else { return }
    throw DescentError(
      "--data-dir", expected: "a folder",
      found: kind == .missing ? "no folder \(directory)" : "\(kind.rawValue) at \(directory)")
  }

  /// Default options: targets in the last column, all else found out.
  public init() {}
}
