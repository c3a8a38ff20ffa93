import Foundation
import Testing

struct PageTests {
  @Test(arguments: Page.names)
  func `the commands of a page run as printed`(_ name: String) throws {
    let shell = try Shell()
    for command in try Page(name).commands {
      let expected = command.firstMatch(of: /# exit code (\d+)$/).flatMap { Int32($0.1) } ?? 0
      let result = try shell.run(command)
      #expect(result.exitCode == expected, "\(command)\n\(result.output)")
    }
  }

  @Test(arguments: Page.names)
  func `the files and make targets that a page mentions exist`(_ name: String) throws {
    let page = try Page(name)
    for file in page.mentionedFiles {
      let path = Page.root.appending(path: file).path
      #expect(FileManager.default.fileExists(atPath: path), "\(file)")
    }
    let makefile = try Page("Makefile").text
    for target in page.makeTargets {
      #expect(makefile.contains("\n\(target):"), "make \(target)")
    }
  }

  @Test(arguments: ["README.md", "README.zh-CN.md"])
  func `the transcript is what the command prints, numbers aside`(_ name: String) throws {
    let shell = try Shell()
    let transcript = try #require(try Page(name).blocks("console").first)
    let lines = transcript.split(separator: "\n", maxSplits: 1).map(String.init)
    let result = try shell.run(String(lines[0].trimmingPrefix("$ ")))
    #expect(result.exitCode == 0)
    #expect(shape(of: result.output) == shape(of: lines[1]))
  }

  @Test(arguments: ["kfac", "hessian-free", "nesterov", "adam"])
  func `the command file of CURVES trains by every method that it names`(_ method: String) throws {
    let shell = try Shell()
    let script = Page.root.appending(path: "Examples/Curves/train.sh").path
    let result = try shell.run("'\(script)' \(method) runs --steps 1 --quiet && cat runs/*.jsonl")
    #expect(result.exitCode == 0, "\(result.output)")
    #expect(result.output.contains(/^{"step":1,.*"squaredError":/), "\(result.output)")
  }

  @Test func `both languages show the same code and commands`() throws {
    let (english, chinese) = (try Page("README.md"), try Page("README.zh-CN.md"))
    for language in ["sh", "swift", "console"] {
      #expect(english.blocks(language) == chinese.blocks(language))
    }
  }

  @Test func `the Swift examples are the programs in Examples`() throws {
    let examples = try ["Rosenbrock", "Digits"].map { try Page("Examples/\($0)/main.swift").text }
    #expect(try Page("README.md").blocks("swift").map { $0 + "\n" } == examples)
  }

  @Test func `the example finds the minimum`() throws {
    let shell = try Shell()
    let result = try shell.run("Rosenbrock")
    #expect(result.exitCode == 0, "\(result.output)")
    #expect(result.output.contains(/^1\.0\d* 1\.0\d* gradient norm .* below 1e-10\n$/))
  }

  @Test func `the page on the core shows its example and what that prints`() throws {
    let page = try Page("Documentation/HowItWorks.md")
    let example = try Page("Examples/HowItWorks/main.swift").text
    #expect(page.blocks("swift").map { $0 + "\n" } == [example])
    let result = try Shell().run("HowItWorks")
    #expect(result.exitCode == 0)
    #expect(page.blocks("text").map { $0 + "\n" } == [result.output])
  }

  @Test func `the Swift lines of the page on curvature are run by a test`() throws {
    let test = try Page("Tests/DescentTrainingTests/Curvature/CurvaturePageTests.swift").text
    let blocks = try Page("Documentation/Curvature.md").blocks("swift")
    #expect(blocks.count == 2)
    for block in blocks {
      let lines = block.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(test.contains(lines.map { $0.isEmpty ? "" : "    \($0)" }.joined(separator: "\n")))
    }
  }

  @Test func `the example learns the digits`() throws {
    let shell = try Shell()
    let result = try shell.run("Digits")
    #expect(result.exitCode == 0, "\(result.output)")
    let accuracy = try #require(result.output.firstMatch(of: /accuracy: \S*?([01]\.\d+)/))
    #expect(try #require(Double(accuracy.1)) > 0.95, "\(result.output)")
  }

  /// The text with every number as # and every run of blanks as one.
  private func shape(of text: String) -> [String] {
    text.split(separator: "\n").map { line in
      String(line).replacing(/\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?(?:e-?\d+)?/, with: "#")
        .replacing(/\s+/, with: " ")
    }
  }
}
