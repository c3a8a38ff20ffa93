import ArgumentParser
import Foundation

/// Measures Descent: how fast it is, and what its minimizers achieve.
@main
struct DescentBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "descent-bench",
    abstract: "Measures Descent: how fast it is, and what its minimizers achieve.",
    subcommands: [Timings.self, Minimizers.self, Scaling.self, Traces.self, Tricks.self],
    defaultSubcommand: Timings.self)
}

/// Prints at once, also into a pipe.
func printLine(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
