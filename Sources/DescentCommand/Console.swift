import Descent
import Foundation
import Synchronization

/// What the command prints to, and what may interrupt it.
struct Console: Sendable {
  /// Takes text for standard output.
  let write: @Sendable (String) -> Void
  /// Takes text for standard error.
  let writeError: @Sendable (String) -> Void
  /// Whether standard output is a terminal, on which a line can be drawn anew.
  var isTerminal = false
  /// Whether text may be colored.
  var usesColor = false
  /// Begins to watch for interrupts, and gives what says whether one came.
  var watchInterrupts: @Sendable () -> (@Sendable () -> Bool) = { { false } }

  /// What went wrong on writing to standard output, if anything did.
  var outputError: @Sendable () -> DescentError? = { nil }

  /// The console of this process.
  static var standard: Console {
    // Else a reader that goes away ends the process.
    signal(SIGPIPE, SIG_IGN)
    let failure = FirstFailure()
    let isTerminal = isatty(STDOUT_FILENO) == 1
    let environment = ProcessInfo.processInfo.environment
    let isPlain = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
    return Console(
      write: { text in
        failure.note { () throws(DescentError) in try OutputFile.standardOutput.append(text) }
      },
      // There is nowhere to complain about this.
      writeError: { text in _ = try? OutputFile.standardError.append(text) },
      isTerminal: isTerminal,
      usesColor: isTerminal && !isPlain && environment["TERM"] != "dumb",
      watchInterrupts: {
        Interrupt.watch()
        return { Interrupt.hasCome }
      },
      outputError: { failure.error })
  }

  /// A line on standard output.
  func print(_ line: String) { write(line + "\n") }

  /// What went wrong, on standard error.
  func complain(_ sentence: String) { writeError("descent: \(sentence)\n") }

  /// A remark on standard error.
  func note(_ line: String) { writeError(line + "\n") }

  /// `text` in bold where that is possible.
  func bold(_ text: String) -> String { usesColor ? "\u{1B}[1m\(text)\u{1B}[0m" : text }

  /// `text` in a fainter color where that is possible.
  func faint(_ text: String) -> String { usesColor ? "\u{1B}[2m\(text)\u{1B}[0m" : text }
}

/// What went wrong first; what comes after it is not tried.
private final class FirstFailure: Sendable {
  private let first = Mutex<DescentError?>(nil)

  var error: DescentError? { first.withLock { $0 } }

  func note(_ body: () throws(DescentError) -> Void) {
    guard error == nil else { return }
    do throws(DescentError) {
      try body()
    } catch {
      first.withLock { $0 = error }
    }
  }
}

/// Ctrl-C and the request to terminate: the first is noted, the second ends the process at once.
private enum Interrupt {
  // Shared and mutable because a signal handler can reach nothing else.
  private static let flag = Atomic(false)

  static var hasCome: Bool { flag.load(ordering: .relaxed) }

  static func watch() {
    flag.store(false, ordering: .relaxed)  // also initializes it before a handler could
    for number in [SIGINT, SIGTERM] {
      signal(number) { _ in
        // Both calls are safe in a handler.
        Interrupt.flag.store(true, ordering: .relaxed)
        signal(SIGINT, SIG_DFL)
        signal(SIGTERM, SIG_DFL)
      }
    }
  }
}
