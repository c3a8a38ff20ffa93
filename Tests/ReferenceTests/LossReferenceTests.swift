import Descent
import DescentCore
import Testing

/// The losses and their gradients against those of other libraries.
@Suite struct LossReferenceTests {
  struct Entry: Decodable, Sendable, CustomTestStringConvertible {
    var id: String
    var loss: String
    var reduction: String
    var hyperparameters: [String: JSONValue]
    var inputs: [String: JSONValue]
    var differentiable: [String]
    var value: Double
    var gradients: [String: JSONValue]
    var rtol: Double
    var testDescription: String { id }
  }

  private struct File: Decodable { var entries: [Entry] }
  static let entries = Result { try ReferenceFolder.read("losses", as: File.self).entries }

  @Test(arguments: try entries.get())
  func `value and gradients are the library's to its own tolerance`(_ entry: Entry) throws {
    let loss = try #require(LossTranslations.all[entry.loss], "no translation of \(entry.loss)")
    let reduction = try #require(LossReduction(rawValue: entry.reduction))
    let names = entry.differentiable
    let variables = try names.map { try #require(entry.inputs[$0]?.array) }
    let constants = entry.inputs.filter { !names.contains($0.key) }.mapValues { Tensor($0.array) }
    let program = Program(
      inputs: variables.map { Program.Input($0.shape, $0.dtype) }, threads: 1
    ) { x in
      let (value, gradients) = valueAndGradient(
        of: { variables in
          let tensors = Dictionary(uniqueKeysWithValues: zip(names, variables))
          return loss(
            LossArguments(
              tensors: constants.merging(tensors) { $1 }, hyperparameters: entry.hyperparameters,
              reduction: reduction))
        }, at: x)
      return [value] + gradients
    }
    let results = program.run(variables)
    try expectNumbers(results[0].doubles, [entry.value], entry.rtol, "value")
    for (name, found) in zip(names, results.dropFirst()) {
      let expected = try #require(entry.gradients[name]?.array)
      try #require(found.shape == expected.shape)
      try expectNumbers(found.doubles, expected.doubles, entry.rtol, "gradient by \(name)")
    }
  }

  @Test(.enabled(if: ReferenceFolder.isOwn))
  func `every loss was read`() throws { #expect(try Self.entries.get().count == 124) }
}
