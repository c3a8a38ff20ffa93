/// Stops the program, in every build mode and with `message`, when a caller broke a contract.
///
/// `precondition` would drop its message under `-O`.
@inlinable @inline(always)
package func require(
  _ condition: Bool, _ message: @autoclosure () -> String,
  file: StaticString = #fileID, line: UInt = #line
) {
  if !condition { fatalError(message(), file: file, line: line) }
}
