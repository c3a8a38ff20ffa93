import Descent
import DescentOptimizers

/// How a schedule of another library is written here. Names that are not given are the library's
/// own in kebab-case.
struct ScheduleTranslation: Sendable {
  var name: String
  /// The library's name of what is the learning rate here; nil for `base_lr` of the entry, or 1.
  var rate: String?
  /// Our key for the library's name.
  var keys: [String: String] = [:]
  /// The library's names of numbers that are rates: here they are factors of the learning rate.
  var rates: Set<String> = []
  /// What the library does without a name for it, and its defaults.
  var fixed: [String: String] = [:]
  /// What has no effect, or is part of what is computed.
  var ignored: Set<String> = []
  /// By our key what follows from the library's numbers.
  var computed: [String: @Sendable ([String: Double]) -> Double] = [:]

  /// A schedule with the rate that its factors multiply.
  struct Course {
    var rate: Double
    var text: String
  }

  /// What it is with these hyper-parameters.
  func course(_ hyperparameters: [String: JSONValue], baseRate: Double) throws -> Course {
    let all = Self.unfolded(hyperparameters)
    let rate = try rate.map { try number(all[$0], $0) } ?? baseRate
    var settings = fixed
    for (key, value) in all where key != self.rate && !ignored.contains(key) {
      let name = keys[key] ?? key.lowercased().replacing("_", with: "-")
      if key == "schedulers" || key == "schedules" {
        settings["of"] = try Self.parts(value, within: rate)
      } else if let scale = value.number, rates.contains(key) {
        settings[name] = "\(scale / rate)"
      } else {
        settings[name] = Self.text(value)
      }
    }
    let numbers = all.compactMapValues(\.number)
    for (key, function) in computed { settings[key] = "\(function(numbers))" }
    let list = settings.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    return Course(
      rate: rate, text: list.isEmpty ? name : "\(name):" + list.joined(separator: ","))
  }

  private func number(_ value: JSONValue?, _ key: String) throws -> Double {
    guard let number = value?.number else { throw Untranslated("\(name): no number '\(key)'") }
    return number
  }

  /// The schedules of a list, as factors of the rate of the whole.
  private static func parts(_ value: JSONValue, within rate: Double) throws -> String {
    let parts = try (value.list ?? []).map { part in
      guard let part = part.object, let name = part["name"]?.name,
        let translation = all.first(where: { $0.key.hasSuffix("." + name) })?.value
      else { throw Untranslated("no translation of \(part)") }
      let course = try translation.course(part["args"]?.object ?? [:], baseRate: rate)
      if course.rate == rate { return course.text }
      return "product:of=[constant:factor=\(course.rate / rate);\(course.text)]"
    }
    return "[" + parts.joined(separator: ";") + "]"
  }

  /// A list of objects as an object of lists, and ratios by boundary as two lists.
  private static func unfolded(_ values: [String: JSONValue]) -> [String: JSONValue] {
    var result = values
    if let objects = result.removeValue(forKey: "cosine_kwargs")?.list?.compactMap(\.object) {
      for key in Set(objects.flatMap(\.keys)) {
        let usual: Double = key == "exponent" ? 1 : 0
        result[key] = .list(objects.map { $0[key] ?? .number(usual) })
      }
    }
    if let scales = result.removeValue(forKey: "boundaries_and_scales")?.object {
      let pairs = scales.compactMap { key, value in Double(key).map { ($0, value.number ?? .nan) } }
        .sorted { $0.0 < $1.0 }
      result["at"] = .list(pairs.map { .number($0.0) })
      var factor = 1.0
      result["factors"] = .list(
        pairs.map {
          factor *= $0.1
          return .number(factor)
        })
    }
    return result
  }

  private static func text(_ value: JSONValue) -> String {
    if let list = value.list { return list.map(text).joined(separator: "/") }
    return value == .text("cos") ? "cosine" : value.text.replacing("_", with: "-")
  }
}
