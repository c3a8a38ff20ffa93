import Foundation
import Synchronization
import Testing

@testable import DescentCore

/// Formulas far longer and deeper than any stack, on a thread with a small one.
@Suite struct FormulaDepthTests {
  /// What `body` gives on a thread with a stack of 512 KB.
  private func onSmallStack(_ body: @escaping @Sendable () -> String) -> String {
    final class Answer: Sendable {
      let text = Mutex("")
    }
    let (answer, isDone) = (Answer(), DispatchSemaphore(value: 0))
    let thread = Thread {
      let text = body()
      answer.text.withLock { $0 = text }
      isDone.signal()
    }
    thread.stackSize = 512 << 10
    thread.start()
    isDone.wait()
    return answer.text.withLock { $0 }
  }

  private static let many = 100_000

  private func repeated(_ text: String) -> String { String(repeating: text, count: Self.many) }

  @Test(arguments: [
    "(", "[", "-(", "exp(", "2^", "x[", "1<1+1*(", "2^-", "-", "1+",
  ])
  func `what never ends is an error`(text: String) {
    let formula = repeated(text)
    let result = onSmallStack { Formula.message(formula) }
    #expect(
      result.hasPrefix("formula: expected a number, a name or '(', found the end of the form"))
  }

  @Test(arguments: [
    ("(", "1", ")"), ("1+(1*(", "x", "))"), ("[", "x", "][0]"), ("-(", "1", ")"),
    ("max(1,", "1", ")"), ("x^", "x", ""), ("sin(", "x", ")"), ("[", "1", "]"),
  ])
  func `what nests deeply is computed`(open: String, inner: String, close: String) {
    let formula = repeated(open) + inner + repeated(close)
    let result = onSmallStack { Formula.message(formula, ["x": Tensor.input([])]) }
    let isRank = result.contains("lists in at most 8 levels")
    #expect(result == "no error" || (isRank && close == "]"), "\(result)")
  }

  @Test func `a hundred thousand signs, terms, factors and arguments are computed`() {
    let (minuses, terms) = (repeated("-") + "x", repeated("x + ") + "x")
    let (indices, products) = (repeated("[1][0]*") + "x", repeated("x*1*") + "x")
    let arguments = "max(\(repeated("x, "))x)"
    let list = "sum([\(repeated("x, "))x])"
    for text in [minuses, terms, indices, products, arguments, list] {
      let result = onSmallStack {
        do throws(FormulaError) {
          let x = Tensor.input([])
          let value = try Formula(text)(["x": x])
          if text == terms { _ = gradient(of: value, withRespectTo: [x]) }
          return "done"
        } catch { return error.description }
      }
      #expect(result == "done")
    }
  }

  @Test func `a sum of a hundred thousand numbers is a number`() throws {
    #expect(try Formula(repeated("1 + ") + "1")([:]).literal == Double(Self.many + 1))
    #expect(try Formula("[\(repeated("1, "))1]")([:]).shape == [Self.many + 1])
  }

  @Test func `what follows a hundred thousand characters is still placed`() {
    let text = Formula.message(repeated("x + ") + ")")
    #expect(text.hasPrefix("formula: expected a number, a name or '(', found ')'\n  …"))
    let lines = text.split(separator: "\n")
    #expect(lines[1].count == 75 && lines[2].count == lines[1].count && lines[1].hasSuffix(")"))
    #expect(Formula.message(repeated("x")).count < 1000)
    #expect(Formula.message(repeated("x") + "(1)").count < 1000)
    #expect(Formula.message(repeated("9")).count < 1000)
  }
}
