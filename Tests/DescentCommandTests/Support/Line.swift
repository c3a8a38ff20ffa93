import Descent

/// y = -1 + 2x for x = 1, 2 ... 100 as CSV.
let lineCSV = "x,y\n" + (1...100).map { "\($0),\(2 * $0 - 1)\n" }.joined()

extension TrainedModel {
  /// Slope and intercept of a linear model of one feature, in terms of the feature as it is stored.
  var line: (slope: Double, intercept: Double) {
    let values = Dictionary(
      uniqueKeysWithValues: layout.entries.map {
        ($0.name, parameters.doubles[$0.range.lowerBound])
      })
    let (weight, bias) = (values["output.weight"] ?? .nan, values["output.bias"] ?? .nan)
    let slope = weight * scaling.scale.scalar
    return (slope, bias - slope * scaling.shift.scalar)
  }
}
