import Descent
import Foundation
import TestSupport
import Testing

@testable import DescentCommand

struct DatasetsTests {
  @Test func `every named data set is listed with where it is or how to get it`() throws {
    let text = descent("datasets")
    #expect(text.status == 0)
    for data in NamedDataset.all {
      let section = try #require(
        text.output.split(separator: "\n\n").first { $0.hasPrefix(data.name) })
      #expect(section.contains(data.summary) && section.contains(data.license))
      #expect(
        section.contains("embedded") || section.contains("generated") || section.contains("/")
          || section.contains("not found"))
    }
  }

  @Test func `JSON is an array of objects`() throws {
    let call = descent("datasets", "--json")
    let array = try JSONSerialization.jsonObject(with: Data(call.output.utf8)) as? [[String: Any]]
    #expect(array?.map { $0["name"] as? String } == NamedDataset.all.map(\.name))
    #expect(array?.first?["location"] as? String == "embedded")
  }

  @Test func `a folder is looked at first`() throws {
    let folder = try TemporaryFolder()
    try folder.write([], to: "train-images-idx3-ubyte")
    let call = descent("datasets", "--data-dir", folder.path)
    #expect(call.output.contains(folder.path))
  }
}
