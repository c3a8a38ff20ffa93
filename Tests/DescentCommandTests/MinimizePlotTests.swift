import Foundation
import TestSupport
import Testing

@testable import DescentCommand

#if canImport(FoundationXML)
  import FoundationXML
#endif

struct MinimizePlotTests {
  /// The texts in the picture that a call draws, which must be well-formed XML.
  private func texts(_ arguments: [String], status: Int32 = 0) throws -> [String] {
    let folder = try TemporaryFolder()
    let call = descent(arguments + ["--plot", folder("p.svg")])
    #expect(call.status == status, "\(call.errors)")
    let document = try XMLDocument(data: Data(folder.bytes(of: "p.svg")))
    #expect(document.rootElement()?.name == "svg")
    return try document.nodes(forXPath: "//*[local-name()='text']").compactMap(\.stringValue)
  }

  @Test func `a plot has a title, axes with ticks, and a legend`() throws {
    let texts = try texts([
      "minimize", "(1-x)^2 + 100*(y-x^2)^2 * (x < 9)", "--start", "x=-1.2", "y=1", "--optimizer",
      "newton,adam", "--learning-rate", "0.05",
    ])
    #expect(texts.first == "(1-x)^2 + 100*(y-x^2)^2 * (x < 9)")
    for text in [
      "start", "newton", "adam", "x", "y", "-1", "0.5", "rings: where each search ended",
    ] {
      #expect(texts.contains(text), "\(text)")
    }
    #expect(texts.contains { $0.contains(/^\d+ steps, value/) })
  }

  @Test(arguments: [
    (["x^2 + 0*y", "x=1", "y=0"], 0), (["-x^2 - y^2", "x=1", "y=2"], 1),
    (["x^2 + y^2", "x=0", "y=0"], 0), (["log(x) + 1/x + y^2", "x=0.01", "y=1"], 0),
    (["1e30*(x-1e9)^2 + y^2", "x=1e9", "y=1e-9"], 0), (["0*x*y", "x=0", "y=0"], 0),
  ])
  func `a flat, unbounded, undefined or tiny function is drawn, too`(
    words: [String], status: Int
  ) throws {
    let arguments = ["minimize", words[0], "--start", words[1], words[2], "--optimizer", "newton"]
    let texts = try texts(arguments, status: Int32(status))
    #expect(texts.contains("newton"))
  }
}
