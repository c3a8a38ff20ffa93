import Descent
import Foundation
import TestSupport
import Testing

@testable import DescentCommand

struct SolverCommandTests {
  private static let base = [
    "train", "--data", "digits", "--model", "linear", "--batch-size", "100", "--steps", "2",
  ]

  private func trace(_ flags: [String]) throws -> [[String: Any]] {
    let folder = try TemporaryFolder()
    let call = descent(
      Self.base + ["--output", folder("model"), "--trace", folder("trace")] + flags)
    #expect(call.status == 0, "\(call.errors)")
    return try String(contentsOfFile: folder("trace"), encoding: .utf8)
      .split(separator: "\n").map { line in
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
      }
  }

  @Test func `the trace of a step has what the method tells of it`() throws {
    let common: Set = [
      "step", "epoch", "loss", "gradientNorm", "learningRate", "gradientEquivalents", "seconds",
    ]
    let own: [(flags: [String], keys: Set<String>)] = [
      (["--optimizer", "adam"], []),
      (
        ["--optimizer", "hessian-free"],
        ["cgIterations", "chosenIterate", "damping", "reductionRatio"]
      ),
      (["--optimizer", "kfac"], ["damping", "momentum"]),
      (
        ["--optimizer", "kfac", "--set", "adaptation-interval=1"],
        ["damping", "momentum", "reductionRatio"]
      ),
      (["--optimizer", "kfac", "--set", "rescale=false"], ["damping"]),
      (["--optimizer", "lbfgs"], ["pairs"]),
    ]
    for (flags, keys) in own {
      let objects = try trace(flags)
      #expect(objects.count == 2)
      for object in objects {
        // A key whose number is unknown may be left out.
        #expect(Set(object.keys).subtracting(["squaredError"]) == common.union(keys), "\(flags)")
      }
    }
  }

  @Test func `a gradient below the tolerance is told as convergence`() throws {
    let folder = try TemporaryFolder()
    let call = descent(
      "train", "--data", "digits", "--model", "linear", "--optimizer", "hessian-free", "--l2",
      "0.1", "--gradient-tolerance", "0.001", "--output", folder("model"), "--json")
    #expect(call.status == 0, "\(call.errors)")
    #expect(try call.objects.last?["status"] as? String == "converged")
  }

  @Test(arguments: [
    (["--learning-rate", "0.1"], "--learning-rate"), (["--schedule", "cosine"], "--schedule"),
    (["--clip-norm", "1"], "--clip-norm"), (["--weight-decay", "0.1"], "--weight-decay"),
    (["--set", "damping=2", "--learning-rate", "0.1"], "--learning-rate"),
  ])
  func `flags of rules are refused with solvers`(flags: [String], flag: String) throws {
    for solver in ["hessian-free", "kfac", "newton", "lbfgs"] {
      let settings = solver == "hessian-free" || solver == "kfac" ? flags : flags.suffix(2)
      let call = descent(Self.base + ["--optimizer", solver] + settings)
      #expect(call.status == 2)
      #expect(
        call.errors.split(separator: "\n").first.map(String.init)
          == "descent: \(flag): expected an update rule to go with it, found \(solver)")
    }
  }

  @Test func `a batch for curvature is refused with rules`() {
    let call = descent(Self.base + ["--optimizer", "sgd", "--curvature-batch", "10"])
    #expect(call.status == 2)
    #expect(
      call.errors.split(separator: "\n").first.map(String.init)
        == "descent: --curvature-batch: expected a solver to go with it, found sgd")
  }

  @Test func `a recurrent net is trained, evaluated and used`() throws {
    let folder = try TemporaryFolder()
    let recurrent = descent(
      "train", "--data", "digits", "--model", "rnn:16", "--optimizer", "hessian-free", "--set",
      "structural=0.1", "--batch-size", "200", "--curvature-batch", "50", "--steps", "6",
      "--output", folder("rnn"), "--json")
    #expect(recurrent.status == 0, "\(recurrent.errors)")
    let last = try #require(try recurrent.objects.last)
    #expect(last["parameters"] as? Int == 8 * 16 + 16 + 16 * 16 + 16 * 10 + 10)
    let flags = ["--model", folder("rnn"), "--data", "digits"]
    let evaluated = try #require(try descent(["evaluate", "--json"] + flags).objects.first)
    #expect(evaluated["accuracy"] as? Double == last["testAccuracy"] as? Double)
    #expect(descent(["predict"] + flags).output.split(separator: "\n").count == 360)

    try "x,y\n1,2\n3,4\n5,6\n".write(toFile: folder("table.csv"), atomically: true, encoding: .utf8)
    let refused = descent("train", "--data", folder("table.csv"), "--model", "rnn:3")
    #expect(refused.status == 2)
    #expect(refused.errors.contains("model 'rnn:3': expected features in rows"))
  }
}
