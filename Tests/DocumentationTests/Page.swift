import Foundation
import Testing

/// One of the project's pages, with what can be checked in it.
struct Page: CustomTestStringConvertible {
  let name: String
  let text: String

  /// The folder of the package.
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static let names = [
    "README.md", "README.zh-CN.md", "CONTRIBUTING.md", "Documentation/HowItWorks.md",
    "Documentation/Curvature.md", "Documentation/SecondOrder.md",
  ]

  init(_ name: String) throws {
    self.name = name
    text = try String(contentsOf: Self.root.appending(path: name), encoding: .utf8)
  }

  var testDescription: String { name }

  /// The fenced blocks of this language, without the fences.
  func blocks(_ language: String) -> [String] {
    text.components(separatedBy: "\n```\(language)\n").dropFirst().compactMap { rest in
      rest.components(separatedBy: "\n```").first
    }
  }

  /// The lines of shell blocks in which `descent` is called, with continued lines joined.
  var commands: [String] {
    blocks("sh")
      .filter { "\n\($0)".contains("\ndescent ") }
      .flatMap { block in
        block.replacing(/\\\n\s*/, with: "").split(separator: "\n").map(String.init)
      }
  }

  /// What `make` is asked for in blocks and in the text.
  var makeTargets: Set<String> {
    Set(text.matches(of: /[`\n]make ([a-z]+)/).map { String($0.1) })
  }

  /// The files and folders of the package that links and names in the text point to.
  var mentionedFiles: Set<String> {
    let links = text.matches(of: /\]\(([^):#]+)\)/).map { String($0.1) }
    let folders = /`?((?:Sources|Tests|Examples|Benchmarks|Scripts|\.ci)\/[\w\/.+-]*\w)/
    return Set(links + text.matches(of: folders).map { String($0.1) })
  }
}
