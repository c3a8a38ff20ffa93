import TestSupport
import Testing

@testable import DescentCommand

struct EvaluateTests {
  @Test func `a saved model does as well as at the end of training`() throws {
    let folder = try TemporaryFolder()
    let trained = descent("train", "--epochs", "3", "--output", folder("model"), "--json")
    let evaluated = descent("evaluate", "--model", folder("model"), "--data", "digits", "--json")
    let (last, object) = try (#require(trained.objects.last), #require(evaluated.objects.first))
    #expect(Set(object.keys) == ["loss", "accuracy", "rows"])
    #expect(object["loss"] as? Double == last["testLoss"] as? Double)
    #expect(object["accuracy"] as? Double == last["testAccuracy"] as? Double)
    #expect(object["rows"] as? Int == 359)
    let text = descent("evaluate", "--model", folder("model"), "--data", "digits").output
    #expect(text.contains(/\naccuracy  [\d.]+ %\n/))
    #expect(text.matches(of: /\n\d +\d+ +[\d.]+ %/).count == 10)
  }

  @Test func `a checkpoint is a model, too`() throws {
    let folder = try TemporaryFolder()
    let trained = descent(
      "train", "--epochs", "2", "--output", folder("model"), "--checkpoint", folder("run"))
    #expect(trained.status == 0)
    let calls = ["model", "run/last.safetensors"].map {
      descent("evaluate", "--model", folder($0), "--data", "digits", "--json")
    }
    #expect(calls[0].output == calls[1].output && calls[0].status == 0)
  }

  @Test func `a model of numbers has a loss and no accuracy`() throws {
    let folder = try TemporaryFolder()
    try folder.write(lineCSV, to: "line.csv")
    let flags = ["--data", folder("line.csv")]
    #expect(descent(["train", "--output", folder("model"), "--standardize"] + flags).status == 0)
    let call = descent(["evaluate", "--model", folder("model"), "--json"] + flags)
    #expect(try Set(#require(call.objects.first).keys) == ["loss", "rows"])
  }
}
