import Foundation
import Synchronization

@testable import DescentCommand

/// What a call of the command came to.
struct Call {
  let status: Int32
  let output: String
  let errors: String

  /// The objects that it printed, one a line.
  var objects: [[String: Any]] {
    get throws {
      try output.split(separator: "\n").map { line in
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
      }
    }
  }
}

/// Calls the command in this process.
func descent(_ arguments: [String], terminal: Bool = false, color: Bool = false) -> Call {
  let (output, errors) = (Recording(), Recording())
  let console = Console(
    write: { output.append($0) }, writeError: { errors.append($0) }, isTerminal: terminal,
    usesColor: color)
  let status = RootCommand.run(arguments, on: console)
  return Call(status: status.rawValue, output: output.text, errors: errors.text)
}

/// Calls the command in this process.
func descent(_ arguments: String...) -> Call { descent(arguments) }

/// Text that is printed piece by piece.
private final class Recording: Sendable {
  private let pieces = Mutex<[String]>([])

  func append(_ piece: String) { pieces.withLock { $0.append(piece) } }

  var text: String { pieces.withLock { $0.joined() } }
}
