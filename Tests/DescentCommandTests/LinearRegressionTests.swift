import Descent
import TestSupport
import Testing

@testable import DescentCommand

/// Every rule finds the line y = -1 + 2x; on one thread, which is the right number for 100 rows.
struct LinearRegressionTests {
  /// Rates below what theory allows. The mean squared error's Hessian has the largest eigenvalue
  /// 6767, so gradient descent is stable below 2.96e-4; for single examples x = 100 the bound is
  /// 2/(2·10001) ≈ 1e-4, and momentum 0.9 is kept well away from it.
  @Test(arguments: [
    "gradient-descent --learning-rate 2.9e-4 --epochs 60000",
    "sgd --batch-size 1 --learning-rate 9e-5 --epochs 2000",
    "mini-batch --learning-rate 2.5e-4 --epochs 16000",
    "momentum --learning-rate 1e-4 --epochs 5000",
    "nesterov --learning-rate 1e-4 --epochs 5000",
    "adam --learning-rate 0.01 --epochs 3000",
    "adamw --learning-rate 0.01 --epochs 5000 --schedule cosine",
  ])
  func `the line is found from raw features at a stable rate`(_ recipe: String) throws {
    try expectLine("\(recipe) --precision float64")
  }

  /// Adam moves each parameter by at most its rate, 0.001, and the intercept has to go to 100.
  @Test(arguments: [
    "gradient-descent --epochs 1000", "sgd --batch-size 1 --epochs 50",
    "mini-batch --epochs 1000", "momentum --epochs 1000", "nesterov --epochs 1000",
    "adam --epochs 28000", "adamw --epochs 38000",
  ])
  func `the line is found from standardized features at the default rate`(
    _ recipe: String
  ) throws {
    try expectLine("\(recipe) --standardize")
  }

  private func expectLine(_ recipe: String) throws {
    let folder = try TemporaryFolder()
    try folder.write(lineCSV, to: "line.csv")
    let call = descent(
      ["train", "--optimizer"] + recipe.split(separator: " ").map(String.init) + [
        "--data", folder("line.csv"), "--output", folder("model"), "--threads", "1", "--quiet",
      ])
    #expect(call.status == 0, "\(call.errors)")
    let line = try TrainedModel(contentsOf: folder("model")).line
    #expect(abs(line.slope - 2) < 1e-3 && abs(line.intercept + 1) < 1e-3, "\(line)")
  }
}
