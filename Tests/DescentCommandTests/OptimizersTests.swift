import DescentOptimizers
import Foundation
import TestSupport
import Testing

@testable import DescentCommand

/// `descent optimizers`.
struct OptimizersTests {
  @Test func `the list names every method, wrapper and schedule`() {
    let call = descent("optimizers")
    #expect(call.status == 0 && call.errors.isEmpty)
    for name in SolverRegistry.names + WrapperRegistry.names {
      #expect(call.output.contains("  \(name) "), "\(name)")
    }
    for name in Schedule.names { #expect(call.output.contains(name), "\(name)") }
  }

  @Test(arguments: SolverRegistry.names + WrapperRegistry.names + Schedule.names)
  func `an entry shows formula, settings and source`(name: String) throws {
    let entry = try Catalogue.entry(named: name)
    let call = descent("optimizers", name)
    #expect(call.status == 0)
    for line in entry.formula.split(separator: "\n") { #expect(call.output.contains(line)) }
    for setting in entry.hyperparameters {
      #expect(call.output.contains("\(setting.key)=\(setting.default)"))
    }
    #expect(call.output.contains(entry.source))
    #expect((entry.cost != nil) == call.output.contains(" a parameter"))
    #expect(!call.output.contains(" 1 numbers"))
  }

  @Test(arguments: [
    ("adam", "pₜ = pₜ₋₁ − η·dₜ"), ("adamw", "pₜ = pₜ₋₁ − η·(dₜ + λ·pₜ₋₁)"),
    ("sophia", "0.1 Hessian products"), ("rprop", "schedules      do nothing"),
    ("schedule-free-sgd", "made for a constant rate"), ("momentum", " 1 number a parameter"),
    ("muon", "1 number a parameter of a matrix of 64 x 64; 2 numbers a parameter of a vector"),
    ("sam", "1 more gradient"), ("ema", " 1 number a parameter"),
    ("one-cycle", "rise=0.3"), ("cosine", "warmup=0"), ("product", "of=none"),
  ])
  func `an entry says what it does and costs`(name: String, words: String) {
    let call = descent("optimizers", name)
    #expect(call.output.contains(words), "\(call.output)")
  }

  @Test func `as JSON it is one array with the keys that others rely on`() throws {
    let call = descent("optimizers", "--json")
    #expect(call.output == descent("optimizers", "--json").output)
    let array = try #require(
      JSONSerialization.jsonObject(with: Data(call.output.utf8)) as? [[String: Any]])
    #expect(
      array.map { $0["name"] as? String } == Catalogue.all.map(\.name))
    for entry in array {
      let family = try #require(entry["family"] as? String)
      var keys: Set = ["name", "family", "summary", "formula", "hyperparameters", "source"]
      if family == "update-rule" {
        keys.formUnion(["stateVectors", "learningRate", "rateCourse", "view", "batch", "cost"])
      }
      if family == "wrapper" { keys.insert("cost") }
      #expect(Set(entry.keys).subtracting(["tuning"]) == keys)
    }
    let adamw = try #require(array.first { $0["name"] as? String == "adamw" })
    #expect(adamw["stateVectors"] as? Int == 2 && adamw["learningRate"] as? Double == 0.001)
    let settings = try #require(adamw["hyperparameters"] as? [[String: Any]])
    #expect(settings.count == 5)
    #expect(settings[0].keys.sorted() == ["default", "key", "meaning", "range"])
    #expect(settings[0]["range"] as? String == "[0, 1)")
    #expect(settings[4]["default"] as? Double == 0.01)
    let adafactor = try #require(array.first { $0["name"] as? String == "adafactor" })
    #expect(adafactor["stateVectors"] as? Double == 2 * 64 / 4096.0)
    let sam = descent("optimizers", "sam", "--json")
    #expect(sam.status == 0 && sam.output.contains("\"cost\":{\"matrix\":{\"memory\":0,"))
    #expect(sam.output.contains("\"hyperparameters\":[{\"key\":\"radius\",\"default\":0.05,"))
  }

  @Test func `a schedule is shown step by step, and drawn`() throws {
    let folder = try TemporaryFolder()
    let call = descent(
      "optimizers", "--schedule", "step:every=2,factor=0.5", "--steps", "4", "--json", "--plot",
      folder("plot.svg"))
    #expect(call.status == 0 && call.output == "[1.0,1.0,0.5,0.5]\n")
    #expect(try String(decoding: folder.bytes(of: "plot.svg"), as: UTF8.self).contains("<svg"))
  }

  @Test func `large factors are shown and drawn, with room for their numbers`() throws {
    let folder = try TemporaryFolder()
    for spec in ["constant:factor=1.7e308", "exponential:decay=2"] {
      let call = descent(
        "optimizers", "--schedule", spec, "--steps", "1000", "--plot", folder("plot.svg"))
      #expect(call.status == 0 && call.output.contains(String(repeating: "█", count: 60)))
      let svg = try String(decoding: folder.bytes(of: "plot.svg"), as: UTF8.self)
      #expect(!svg.contains("nan") && !svg.contains("inf"))
      let title = try #require(svg.firstMatch(of: /<text x="([\d.]+)"[^>]*rotate/))
      let label = try #require(svg.firstMatch(of: /<text x="([\d.]+)"[^>]*"end"[^>]*>\de\+\d{3}</))
      let (end, start) = (try #require(Double(title.1)) + 4, try #require(Double(label.1)) - 42)
      #expect(end < start)
    }
  }

  @Test(arguments: [
    (["adma"], "did you mean 'adam'?"), (["clip-nrm", "--json"], "did you mean 'clip-norm'?"),
    (["--plot", "x.svg"], "--plot: expected --schedule with it, found none"),
    (["--steps", "3"], "--steps: expected --schedule with it, found none"),
    (["adam", "--schedule", "constant"], "--schedule: expected no name with it, found 'adam'"),
    (["--schedule", "cosin"], "did you mean 'cosine'?"), (["--steps", "0"], "--steps"),
    (["--schedule", "cosine", "--steps", "100000000000"], "a whole number from 1 to 10000000"),
    (
      ["--schedule", "exponential:decay=2", "--steps", "5000"],
      "--schedule exponential:decay=2: expected factors that are finite, found inf at step 1024"
    ),
    (
      ["--schedule", "product:of=[constant:factor=1e308;constant:factor=1e308]", "--json"],
      "expected factors that are finite, found inf at step 0 of 100"
    ),
    (["--schedule", "constant", "--plot", "/nowhere/x.svg"], "/nowhere"),
  ])
  func `what makes no sense is told`(arguments: [String], complaint: String) {
    let call = descent(["optimizers"] + arguments)
    #expect(call.status == 2 && call.output.isEmpty, "\(call.output)")
    #expect(call.errors.contains(complaint), "\(call.errors)")
  }
}
