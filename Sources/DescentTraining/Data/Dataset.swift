public import DescentCore

/// Examples to learn from: one row of features each, and usually what is to be predicted.
///
/// A value; copies share memory. Features keep the type they were read in, so bytes stay bytes
/// and become `byte * featureScale` only in the program that computes with them.
public struct Dataset: Sendable {
  /// What each row is to be mapped to, one entry a row.
  public enum Targets: Sendable, Hashable {
    /// An index into `names` for each row: int32, shape `[rows]`.
    case classes(NDArray, names: [String])
    /// Numbers for each row: float32 or float64, shape `[rows, names.count]`.
    case values(NDArray, names: [String])
  }

  /// What to call the data in messages.
  public let name: String
  /// uint8, float32 or float64, shape `[rows, features]`.
  public let features: NDArray
  /// What is to be predicted; nil when the data do not say.
  public let targets: Targets?
  /// The columns' names in the order of `features`; empty for images.
  public let featureNames: [String]
  /// The shape of one row: `[features]`, or `[height, width]` for images.
  public let featureShape: Shape
  /// What a stored feature is multiplied by to lie near 0 ... 1, such as 1/255 for image bytes.
  public let featureScale: Double
  /// The name of the column that the targets were read from, if there was one.
  public let labelName: String?

  /// A data set of these parts.
  ///
  /// - Parameter featureShape: The shape of one row; `[features]` when nil.
  /// - Precondition: Features have two axes, and targets, names and shape agree with them.
  public init(
    name: String, features: NDArray, targets: Targets?, featureNames: [String] = [],
    featureShape: Shape? = nil, featureScale: Double = 1, labelName: String? = nil
  ) {
    let shape = features.shape
    require(shape.rank == 2, "Dataset: features must be [rows, features], got \(shape)")
    let rowShape = featureShape ?? Shape([shape[1]])
    require(
      rowShape.count == shape[1], "Dataset: \(shape[1]) features do not fill the shape \(rowShape)")
    require(
      featureNames.isEmpty || featureNames.count == shape[1],
      "Dataset: \(featureNames.count) names for \(shape[1]) features")
    if let targets {
      require(
        targets.array.shape.sizes.first == shape[0],
        "Dataset: targets of shape \(targets.array.shape) for \(shape[0]) rows")
    }
    self.name = name
    self.features = features
    self.targets = targets
    self.featureNames = featureNames
    self.featureShape = rowShape
    self.featureScale = featureScale
    self.labelName = labelName
  }

  /// The number of examples.
  public var rowCount: Int { features.shape[0] }
  /// The number of features of one example.
  public var featureCount: Int { features.shape[1] }
  /// The names of the classes; nil when the targets are numbers or absent.
  public var classNames: [String]? {
    if case .classes(_, let names)? = targets { names } else { nil }
  }

  /// One line for people: "digits: 1797 rows, 64 features (8 x 8), 10 classes".
  public var summary: String {
    var parts = ["\(rowCount) row\(rowCount == 1 ? "" : "s")"]
    let sizes = featureShape.sizes.map(String.init).joined(separator: " x ")
    let shape = featureShape.rank > 1 ? " (\(sizes))" : ""
    parts.append("\(featureCount) feature\(featureCount == 1 ? "" : "s")\(shape)")
    switch targets {
    case .classes(_, let names)?:
      parts.append("\(names.count) class\(names.count == 1 ? "" : "es")")
    case .values(_, let names)?: parts.append("target \(names.joined(separator: ", "))")
    case nil: parts.append("no targets")
    }
    return "\(name): " + parts.joined(separator: ", ")
  }
}

extension Dataset.Targets {
  /// The targets themselves, without their names.
  public var array: NDArray {
    switch self {
    case .classes(let array, _), .values(let array, _): array
    }
  }

  /// The targets of the rows with these indices.
  func rows(_ indices: [Int]) -> Self {
    switch self {
    case .classes(let array, let names): .classes(array.rows(indices), names: names)
    case .values(let array, let names): .values(array.rows(indices), names: names)
    }
  }
}
