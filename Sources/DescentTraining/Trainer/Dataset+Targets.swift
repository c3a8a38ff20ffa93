import DescentCore

extension Dataset {
  /// The targets in the type that a loss takes them in.
  func targets(for loss: Loss, precision: DType) throws(DescentError) -> NDArray {
    switch (targets, loss.kind) {
    case (nil, _):
      throw DescentError(name, expected: "a column of targets", found: "features alone")
    case (.classes(let classes, _)?, .classes): return classes
    case (.classes(let classes, let names)?, .twoClasses):
      guard names.count == 2 else {
        throw DescentError(
          name, expected: "two classes for the \(loss.title)", found: "\(names.count)")
      }
      return classes
    case (.values(let values, _)?, .numbers), (.values(let values, _)?, .counts),
      (.values(let values, _)?, .shares):
      try check(values, scale: 1, isTargetOf: loss)
      return values.converted(to: precision)
    case (.classes?, .numbers), (.classes?, .counts), (.classes?, .shares):
      throw DescentError(
        name, expected: "numbers as targets for the loss \(loss)", found: "classes")
    case (.values?, .classes), (.values?, .twoClasses):
      throw DescentError(
        name, expected: "classes as targets for the loss \(loss)", found: "numbers")
    }
  }

  /// Throws if the features, times `scale`, are no targets of the loss.
  func checkFeatures(asTargetsOf loss: Loss, scale: Double) throws(DescentError) {
    switch loss.kind {
    case .numbers, .counts, .shares: try check(features, scale: scale, isTargetOf: loss)
    case .twoClasses, .classes:
      throw DescentError(
        "loss \(loss)", expected: "a loss of numbers, since an autoencoder reconstructs features",
        found: "one of classes")
    }
  }

  /// Throws for the first number that, times `scale`, is not in the range of the loss's targets.
  private func check(
    _ values: NDArray, scale: Double, isTargetOf loss: Loss
  ) throws(DescentError) {
    let range: (lowest: Double, highest: Double, text: String)
    switch loss.kind {
    case .counts: range = (0, .infinity, "of 0 or more")
    case .shares: range = (0, 1, "from 0 to 1")
    case .numbers, .twoClasses, .classes: return
    }
    // Bytes are in the range without a look at them if the largest one is.
    let areBytes = values.dtype == .uint8
    if areBytes, (0...range.highest).contains(255 * scale) { return }
    let width = max(values.shape[1], 1)
    for row in 0..<values.shape[0] {
      for value in values.doubles(from: row * width, count: width) {
        let target = value * scale
        if target >= range.lowest, target <= range.highest { continue }
        throw DescentError(
          "\(name), row \(row + 1)", expected: "targets \(range.text) for \(loss.title)",
          found: "\(target)", advice: loss == .bernoulli ? "--loss mse takes any numbers" : nil)
      }
    }
  }
}
