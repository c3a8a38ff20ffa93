import Foundation
import Testing

@testable import DescentCore

/// What a programmer reads after a mistake: the operation, both shapes and the place.
@Suite struct ShapeErrorTests {
  private func text(_ result: ExitTest.Result) -> String {
    String(decoding: result.standardErrorContent, as: UTF8.self)
  }

  /// The line of the product below.
  private static let line = #line + 3

  private static func multiplyWrongly() {
    _ = Program(inputs: [.init([3, 4]), .init([5, 2])]) { x in [matmul(x[0], x[1])] }
  }

  @Test func `a wrong product names its shapes and the line of the closure`() async throws {
    let result = try await #require(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { Self.multiplyWrongly() }
    let message = text(result)
    #expect(message.contains("matmul: shapes [3, 4] and [5, 2] do not chain (4 columns, 5 rows)"))
    #expect(message.contains("in the closure traced at DescentCoreTests/ShapeErrorTests.swift:"))
    #if os(Linux)
      #expect(message.contains("(ShapeErrorTests.swift:\(Self.line), "), "\(message)")
    #endif
  }

  @Test func `an addition names both shapes`() async throws {
    let result = try await #require(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Program(.init([3])) { x in [x + Tensor(NDArray([1.0, 2]))] } }
    #expect(text(result).contains("add: shapes [3] and [2] differ"))
  }

  @Test func `arithmetic on truth values says to cast`() async throws {
    let result = try await #require(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Program(.init([3])) { x in [(x .< 1) + (x .< 2)] } }
    #expect(text(result).contains("add: takes float32, float64, int32, got bool; cast it first"))
  }

  @Test func `a call with another shape names both`() async throws {
    let result = try await #require(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Program(.init([3])) { [$0] }(NDArray([1.0])) }
    #expect(text(result).contains("Program: takes float64[3], got float64[1]"))
  }
}
