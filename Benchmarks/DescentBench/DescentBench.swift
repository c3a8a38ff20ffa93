import ArgumentParser
import Descent
import Foundation

/// Times the workloads that other libraries are timed on, and prints one JSON object a line.
@main
struct DescentBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "descent-bench",
    abstract: "Times Descent on the workloads that other libraries are timed on.",
    discussion: """
      Prints one JSON object a line: workload, case, peer, threads, seconds (the median over \
      repeats of one unit of work), floor (the seconds that its arithmetic takes at the speed \
      of a large matrix product measured in the same run) and overFloor, their ratio.

      EXAMPLE
        descent-bench mlp --case sgd-b128
      """)

  @Argument(help: "The workload: mlp or curvature.")
  var workload: String

  @Option(name: .customLong("case"), help: "Only this case, such as adam-b32.")
  var only: String?

  @Option(help: "Threads that share the work.")
  var threads = Int(ProcessInfo.processInfo.environment["THREADS"] ?? "") ?? 2

  func run() throws {
    let known = workloads()
    guard let cases = known.first(where: { $0.name == workload })?.cases else {
      let names = known.map(\.name).joined(separator: ", ")
      throw ValidationError("unknown workload '\(workload)': expected one of \(names)")
    }
    guard (1...256).contains(threads) else {
      throw ValidationError("--threads: expected 1 to 256, found \(threads)")
    }
    let chosen = cases.filter { only == nil || $0.name == only }
    if chosen.isEmpty {
      let names = cases.map(\.name).joined(separator: ", ")
      throw ValidationError("unknown case '\(only ?? "")': expected one of \(names)")
    }
    let peak = peakFlops(threads: threads)
    for step in chosen {
      let seconds = try step.seconds(threads: threads)
      report(workload, step.name, seconds: seconds, floor: step.flops / peak)
    }
  }

  private func report(_ workload: String, _ name: String, seconds: Double, floor: Double) {
    let line = """
      {"workload": "\(workload)", "case": "\(name)", "peer": "descent", "threads": \(threads), \
      "seconds": \(seconds), "floor": \(floor), "overFloor": \(seconds / floor)}

      """
    FileHandle.standardOutput.write(Data(line.utf8))  // at once, also into a pipe
  }
}
