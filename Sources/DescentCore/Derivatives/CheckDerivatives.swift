/// Compares the derivatives of `f` at x with differences of its values.
///
///     let report = checkDerivatives(of: loss, at: ["w": w, "b": b])
///     print(report)  // 12 derivatives: all agree with differences, whose errors are at most 2e-12
///
/// First derivatives are checked in reverse and in forward mode, second derivatives against
/// differences of the first. Differences are extrapolated and come with an estimate of their
/// error (`extrapolatedDerivatives`); in float64 they have ten digits or so, in float32 three. At
/// a kink they give the mean of both sides, which is not what `abs` or `relu` give.
///
/// - Parameter f: A function of the arguments in the order given, with a scalar result (shape `[]`).
/// - Parameter x: The point: floating-point arrays with names for the report.
/// - Parameter order: 1 for first derivatives only, 2 for second derivatives, too.
/// - Parameter limit: How many elements of each argument are checked; of larger ones, that many
///   elements at equal distances.
/// - Precondition: `f` gives a floating-point scalar, and `order` is 1 or 2.
/// - Complexity: Some 24 evaluations of `f` for each element, and as many of its gradient if
///   `order` is 2.
public func checkDerivatives(
  of f: ([Tensor]) -> Tensor, at x: KeyValuePairs<String, NDArray>, upTo order: Int = 2,
  limit: Int = 100
) -> DerivativeReport {
  require(order == 1 || order == 2, "checkDerivatives: order must be 1 or 2, got \(order)")
  require(limit > 0, "checkDerivatives: limit must be positive, got \(limit)")
  let check = DerivativeCheck(f, x, order: order)
  let places = x.enumerated().flatMap { argument, pair in
    let count = pair.value.count
    return (0..<min(count, limit)).map {
      DerivativeCheck.Place(argument: argument, offset: $0 * count / min(count, limit))
    }
  }
  var report = DerivativeReport()
  for place in places { check.first(place, &report) }
  if order == 2 { for place in places { check.second(place, among: places, &report) } }
  return report
}

/// Compares the derivatives of a function of one array with differences of its values.
///
/// - Parameter name: What the report calls the argument.
/// - Precondition: `f` gives a floating-point scalar, and `order` is 1 or 2.
public func checkDerivatives(
  of f: (Tensor) -> Tensor, at x: NDArray, name: String = "x", upTo order: Int = 2,
  limit: Int = 100
) -> DerivativeReport {
  checkDerivatives(of: { f($0[0]) }, at: [name: x], upTo: order, limit: limit)
}

/// The programs whose results are compared.
private struct DerivativeCheck {
  /// An element of an argument, by its offset in row-major order.
  struct Place {
    let argument: Int
    let offset: Int
  }

  private let names: [String]
  private let point: [NDArray]
  /// f(x).
  private let value: Program
  /// f(x), then the gradient with respect to each argument.
  private let gradient: Program
  /// Of the point and a direction: the pushforward, then the Hessian's product if it is wanted.
  private let products: Program

  init(_ f: ([Tensor]) -> Tensor, _ x: KeyValuePairs<String, NDArray>, order: Int) {
    (names, point) = (x.map(\.key), x.map(\.value))
    let inputs = point.map { Program.Input($0.shape, $0.dtype) }
    value = Program(inputs: inputs, threads: 1) { [f($0)] }
    gradient = Program(inputs: inputs, threads: 1) { x in
      let (value, gradient) = valueAndGradient(of: f, at: x)
      return [value] + gradient
    }
    products = Program(inputs: inputs + inputs, threads: 1) { arguments in
      let (x, v) = (Array(arguments[..<inputs.count]), Array(arguments[inputs.count...]))
      let tangent = pushforward(of: f, at: x, along: v).tangent
      return [tangent] + (order == 2 ? hessianVectorProduct(of: f, at: x, along: v) : [])
    }
  }

  /// Compares both first derivatives at a place.
  func first(_ place: Place, _ report: inout DerivativeReport) {
    let estimate = differences(of: value, at: place)[0]
    let element = [element(place)]
    let gradient = gradient.run(point)[1 + place.argument].doubles[place.offset]
    let tangent = products.run(point + direction(place))[0].scalar
    let tolerance = tolerance(place)
    report.compare(gradient, estimate, tolerance: tolerance, .gradient, element)
    report.compare(tangent, estimate, tolerance: tolerance, .pushforward, element)
  }

  /// Compares the second derivatives with respect to `place` and each of `others`.
  func second(_ place: Place, among others: [Place], _ report: inout DerivativeReport) {
    let estimates = differences(of: gradient, at: place)
    let found = products.run(point + direction(place)).flatMap(\.doubles)
    var starts = [1]  // behind the value
    for array in point { starts.append(starts.last! + array.count) }
    for other in others {
      let k = starts[other.argument] + other.offset
      report.compare(
        found[k], estimates[k], tolerance: tolerance(place), .hessianVectorProduct,
        [element(place), element(other)])
    }
  }

  /// The derivatives of all results of `program` with respect to one element. Where the first
  /// result, f(x), is not finite, x is outside the domain and the others mean nothing.
  private func differences(of program: Program, at place: Place) -> [DifferenceEstimate] {
    let array = point[place.argument]
    var numbers = array.doubles
    return extrapolatedDerivatives(
      at: numbers[place.offset], in: array.dtype
    ) { moved in
      numbers[place.offset] = moved
      var arguments = point
      arguments[place.argument] = NDArray(numbers, shape: array.shape).converted(to: array.dtype)
      let results = program.run(arguments).flatMap(\.doubles)
      return results[0].isFinite ? results : results.map { _ in .nan }
    }
  }

  /// Ones at a place, zeros elsewhere.
  private func direction(_ place: Place) -> [NDArray] {
    point.enumerated().map { argument, array in
      var numbers = [Double](repeating: 0, count: array.count)
      if argument == place.argument { numbers[place.offset] = 1 }
      return NDArray(numbers, shape: array.shape).converted(to: array.dtype)
    }
  }

  private func element(_ place: Place) -> DerivativeReport.Element {
    let shape = point[place.argument].shape
    let index = zip(shape.strides, shape.sizes).map { place.offset / $0 % $1 }
    return DerivativeReport.Element(argument: names[place.argument], index: index)
  }

  /// How far the derivatives themselves may be off, in proportion: some thousand roundings.
  private func tolerance(_ place: Place) -> Double { 4096 * point[place.argument].dtype.precision }
}
