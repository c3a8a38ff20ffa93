import TestSupport
import Testing

@testable import DescentCommand

struct HelpTests {
  @Test(arguments: [[], ["minimize"], ["train"], ["evaluate"], ["predict"], ["datasets"]])
  func `help is printed on standard output, with examples that run`(command: [String]) throws {
    let help = descent(command + ["--help"])
    #expect(help.status == 0 && help.errors.isEmpty)
    let section = try #require(help.output.split(separator: "EXAMPLE\n").last)
    let examples = section.prefix { _ in true }.split(separator: "\n\n")[0].split(separator: "\n")
    #expect(!examples.isEmpty)
    let folder = try TemporaryFolder()
    for example in examples {
      let words = example.matches(of: /'([^']*)'|\S+/).map { String($0.1 ?? $0.0) }
      #expect(words.first == "descent")
      let call = try Executable(Array(words.dropFirst()), in: folder.path).finish()
      #expect(call.status == 0 && call.errors.isEmpty, "\(example): \(call.errors)")
    }
  }

  @Test(arguments: [["--version"], ["train", "--version"]])
  func `the version is printed`(arguments: [String]) {
    let call = descent(arguments)
    #expect(call.status == 0 && call.output == "0.1.0\n")
  }

  @Test func `the name alone prints help`() {
    let call = descent()
    #expect(call.status == 0 && call.output.contains("SUBCOMMANDS"))
  }

  @Test func `a mistyped name is answered with the nearest one`() {
    let command = descent("trian")
    #expect(command.status == 2 && command.errors.contains("did you mean 'train'?"))
    let flag = descent("train", "--epoch", "3")
    #expect(flag.status == 2)
    #expect(
      flag.errors == """
        descent: Unknown option '--epoch'. Did you mean '--epochs'?
        See 'descent train --help'.

        """)
  }
}
