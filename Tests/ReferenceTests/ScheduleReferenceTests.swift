import Descent
import DescentCore
import DescentOptimizers
import Testing

/// The schedules against recorded courses of other libraries.
@Suite struct ScheduleReferenceTests {
  struct Entry: Decodable, Sendable, CustomTestStringConvertible {
    var id: String
    var schedule: String
    var baseRate: Double?
    var hyperparameters: [String: JSONValue]
    var rtol: Double
    var values: [Double]
    var momentumValues: [Double]?
    /// Fractions of epochs at which the values after the first were taken.
    var epochs: [Double]?
    /// What was observed before each value after the first.
    var metrics: [Double]?
    var testDescription: String { id }

    private enum CodingKeys: String, CodingKey {
      case id, schedule, hyperparameters, rtol, values, epochs, metrics
      case baseRate = "base_lr"
      case momentumValues = "momentum_values"
    }
  }

  private struct File: Decodable { var entries: [Entry] }
  static let entries = Result { try ReferenceFolder.read("schedules", as: File.self).entries }

  @Test(arguments: try entries.get())
  func `a course is the library's to its own tolerance`(_ entry: Entry) throws {
    if let lambda = try LambdaCourse(entry) {
      return try expectNumbers(
        lambda.values(entry.values.count), entry.values, entry.rtol, "factors")
    }
    let translation = try #require(ScheduleTranslation.all[entry.schedule])
    try expectNumbers(courses(translation, of: entry), entry.values, entry.rtol, "rates")
    guard let momentum = entry.momentumValues else { return }
    let other = try #require(ScheduleTranslation.momentum[entry.schedule])
    try expectNumbers(courses(other, of: entry), momentum, entry.rtol, "momenta")
  }

  /// The values of the schedule, which is printed and read back first.
  private func courses(
    _ translation: ScheduleTranslation, of entry: Entry
  ) throws -> [Double] {
    let course = try translation.course(
      entry.hyperparameters, baseRate: entry.baseRate ?? 1)
    var schedule = try Schedule(Schedule(course.text).description)
    let factors = entry.values.indices.map { k in
      if k > 0, let metrics = entry.metrics { schedule.observe(metrics[k - 1]) }
      if k > 0, let epochs = entry.epochs { return schedule.factor(atPosition: epochs[k - 1]) }
      return schedule.factor(at: k)
    }
    return factors.map { $0 * course.rate }
  }

  @Test(.enabled(if: ReferenceFolder.isOwn))
  func `every course was read`() throws { #expect(try Self.entries.get().count == 42) }
}

/// A course that a formula of the epoch determines, as a closure.
private struct LambdaCourse {
  private let rate: Double
  private let formula: Formula
  private let isProduct: Bool

  init?(_ entry: ScheduleReferenceTests.Entry) throws {
    guard let text = entry.hyperparameters["lr_lambda"]?.name else { return nil }
    rate = entry.baseRate ?? 1
    // What follows the comma says in words that the factors are multiplied.
    formula = try Formula(String(text.prefix { $0 != "," }))
    isProduct = entry.schedule.hasSuffix("MultiplicativeLR")
  }

  func values(_ count: Int) throws -> [Double] {
    let factors = try (0..<count).map { epoch in
      let tensor = try formula(["epoch": Tensor(NDArray(scalar: Double(epoch)))])
      return Program(inputs: [], threads: 1) { _ in [tensor] }.run([])[0].scalar
    }
    let (rate, isProduct) = (rate, isProduct)
    let schedule = Schedule { step in
      isProduct ? factors[1..<(step + 1)].reduce(1, *) : factors[step]
    }
    return schedule.factors(count).map { $0 * rate }
  }
}
