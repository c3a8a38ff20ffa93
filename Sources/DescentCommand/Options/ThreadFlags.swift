import ArgumentParser

/// How many threads share the work; the same in every command that computes.
struct ThreadFlags: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: .init("Threads that share the work. (default: one a processor)", valueName: "n"),
    transform: count(through: 256))
  var threads: Int?
}
