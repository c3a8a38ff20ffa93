import DescentCore
import Testing

@testable import DescentTraining

@Suite struct InitializerTextTests {
  @Test(arguments: [
    "zeros", "constant:value=0.5", "normal:deviation=0.1", "uniform:limit=2.0", "glorot-uniform",
    "glorot-normal", "he-uniform", "he-normal", "lecun-uniform", "lecun-normal", "orthogonal",
    "orthogonal:gain=1.5", "sparse", "sparse:connections=10", "sparse:deviation=0.5",
    "sparse:connections=7,deviation=0.25",
  ])
  func `an initializer prints as it was written`(text: String) throws {
    #expect(try Initializer(text).description == text)
  }

  @Test func `settings reach the initializer`() throws {
    #expect(
      try Initializer("sparse:deviation=0.5,connections=3")
        == .sparse(connections: 3, standardDeviation: 0.5))
    #expect(try Initializer("sparse") == .sparse(connections: 15, standardDeviation: 1))
  }

  @Test(arguments: [
    ("sparce", "did you mean 'sparse'?"), ("sparse:connections=0", "a whole number from 1"),
    ("sparse:connections=1.5", "a whole number from 1"), ("sparse:deviation=0", "above 0"),
    ("sparse:deviaton=1", "did you mean 'deviation'?"), ("zeros:x=1", "expected none"),
    ("sparse:15", "expected key=value"),
  ])
  func `what is none says what was expected`(text: String, part: String) throws {
    let error = try #require(throws: DescentError.self) { try Initializer(text) }
    #expect(error.description.contains(part), "\(error)")
  }
}
