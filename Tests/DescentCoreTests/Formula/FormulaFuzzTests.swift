import Foundation
import Testing

@testable import DescentCore

/// Random and mutated formulas: each gives a value or an error, and the program lives on.
///
/// `DESCENT_FUZZ_COUNT` sets how many; `DESCENT_FUZZ_SEED` the stream.
@Suite struct FormulaFuzzTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let count = environment["DESCENT_FUZZ_COUNT"].flatMap { Int($0) } ?? 20_000
  private static let seed = environment["DESCENT_FUZZ_SEED"].flatMap { UInt64($0) } ?? 7

  private static let names = ["x", "v", "w", "A", "B", "k", "θ"]
  private static let shapes: [Shape] = [[], [3], [2], [2, 3], [3, 3], [], [1]]
  private static let arrays = shapes.map { shape in
    NDArray((0..<shape.count).map { Double($0) - 1.5 }, shape: shape)
  }

  private static func values(_ inputs: [Tensor]) -> [String: Tensor] {
    var values = Dictionary(uniqueKeysWithValues: zip(names, inputs))
    values["k"] = Tensor(NDArray(scalar: 1.0))
    return values
  }

  @Test func `no text crashes, and errors lie inside of it`() {
    let inputs = Self.shapes.indices.map { Tensor.input(Self.shapes[$0], index: $0) }
    let values = Self.values(inputs)
    var (evaluated, failed, compiled) = (0, 0, 0)
    for index in 0..<Self.count {
      let text = FormulaWriter.text(seed: Self.seed, index)
      do throws(FormulaError) {
        let formula = try Formula(text)
        let result = try formula(values)
        if !result.dtype.isFloating { Issue.record("\(result.dtype): \(text.debugDescription)") }
        evaluated += 1
        if evaluated % 200 == 1, result.shape.count < 1 << 12 {
          run(formula)
          compiled += 1
        }
      } catch {
        failed += 1
        let lines = error.description.split(separator: "\n", omittingEmptySubsequences: false)
        let isInside = error.range.upperBound <= max(text.count, error.range.lowerBound)
        if lines.count != 3 || !isInside || error.range.lowerBound > text.count
          || !lines[2].contains("^")
        {
          Issue.record("seed \(Self.seed), \(index): \(text.debugDescription)\n\(error)")
        }
      }
    }
    let summary = "seed \(Self.seed): \(evaluated) values, \(failed) errors, \(compiled) run"
    #expect(evaluated * 10 > Self.count && failed * 10 > Self.count, "\(summary)")
  }

  /// Compiles and runs the value and its derivatives.
  private func run(_ formula: Formula) {
    let program = Program(
      inputs: Self.shapes.map { .init($0) }, threads: 1
    ) { inputs in
      guard let result = try? formula(Self.values(inputs)) else { return [Tensor(0)] }
      return [result] + gradient(of: result.sum(), withRespectTo: inputs)
    }
    let results = program.run(Self.arrays)
    #expect(results.count == inputs.count + 1, "\(formula)")
  }
  private var inputs: [Shape] { Self.shapes }
}

/// Writes random formulas, many of them right, and then damages some.
private struct FormulaWriter {
  private var random: RandomSource

  static func text(seed: UInt64, _ index: Int) -> String {
    var writer = FormulaWriter(random: RandomSource(seed: seed).split(UInt64(index)))
    switch writer.random.index(below: 8) {
    case 0: return writer.noise()
    case 1, 2, 3: return writer.damaged(writer.expression(depth: 4))
    default: return writer.expression(depth: 4)
    }
  }

  private mutating func pick<T>(_ choices: [T]) -> T { choices[random.index(below: choices.count)] }

  private static let atoms = [
    "x", "v", "w", "A", "B", "k", "θ", "pi", "e", "0", "1", "2", "3", "0.5", ".25", "1e-3", "1e300",
    "x", "v", "A", "x", "v", "[1, 2]", "[[1, 2], [3, 4]]", "q",
  ]
  private static let functions = Formula.Function.all.map { ($0.name, $0.arguments.lowerBound) }
  private static let operators = [
    "+", "-", "*", "/", "^", "@", "<", "<=", ">", ">=", "==", "!=", "+", "-", "*", "^",
  ]
  private static let pieces =
    atoms + operators + functions.map(\.0)
    + [
      "(", ")", "[", "]", ",", " ", "\n", "((", "))", "[[", "]]", "-", "--", ".", "..", "!", "=",
      "#", "²", "\u{0}", "\u{301}", "👩‍👩‍👧", "\u{200B}", "\u{202E}", "\r\n", "9223372036854775808",
      "-9223372036854775808", "1e999", "1e-999", "e5", "_", "数", "½",
    ]

  private mutating func expression(depth: Int) -> String {
    if depth == 0 || random.index(below: 6) == 0 { return pick(Self.atoms) }
    func next(_ writer: inout FormulaWriter) -> String { writer.expression(depth: depth - 1) }
    switch random.index(below: 10) {
    case 0, 1, 2, 3:
      let (a, b) = (next(&self), next(&self))
      return "\(a) \(pick(Self.operators)) \(b)"
    case 4: return "(\(next(&self)))"
    case 5: return "-\(next(&self))"
    case 6, 7:
      let (name, count) = pick(Self.functions)
      let more = name == "max" || name == "min" ? random.index(below: 3) : 0
      let arguments = (0..<count + more).map { _ in next(&self) }
      return "\(name)(\(arguments.joined(separator: ", ")))"
    case 8:
      return
        "\(pick(["v", "A", "B", "A[0]", "(\(next(&self)))"]))[\(pick(["0", "1", "-1", "k", "2", "0, 1", "5", "x"]))]"
    default:
      let first = next(&self)
      let rest = (0..<random.index(below: 3)).map { _ in
        random.index(below: 4) == 0 ? next(&self) : first
      }
      return "[\(([first] + rest).joined(separator: ", "))]"
    }
  }

  private mutating func noise() -> String {
    (0..<random.index(below: 20)).map { _ in pick(Self.pieces) }.joined()
  }

  private mutating func damaged(_ text: String) -> String {
    var characters = Array(text)
    for _ in 0...random.index(below: 3) {
      let place = random.index(below: characters.count + 1)
      switch random.index(below: 4) {
      case 0: characters.insert(contentsOf: pick(Self.pieces), at: place)
      case 1: characters.removeSubrange(place..<min(characters.count, place + 1))
      case 2: characters.swapAt(safe: place, random.index(below: characters.count + 1))
      default:
        let end = min(characters.count, place + random.index(below: 8))
        characters.insert(contentsOf: characters[place..<end], at: random.index(below: place + 1))
      }
    }
    return String(characters)
  }
}

extension Array {
  fileprivate mutating func swapAt(safe a: Int, _ b: Int) {
    if a < count && b < count { swapAt(a, b) }
  }
}
