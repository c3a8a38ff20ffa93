import ArgumentParser
import Descent
import Foundation

/// Times the workloads that other libraries are timed on, and prints one JSON object a line.
struct Timings: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "time",
    abstract: "Times Descent on the workloads that other libraries are timed on.",
    discussion: """
      Prints one JSON object a line: workload, case, peer, threads, seconds (the median over \
      repeats of one unit of work), floor (the seconds that its arithmetic takes at the speed \
      of a large matrix product, or for updates its bytes at the speed of a loop over large \
      vectors, measured in the same run) and overFloor, their ratio.

      EXAMPLE
        descent-bench mlp --case sgd-b128
      """)

  @Argument(help: "The workload: mlp, curvature or update.")
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
    let (flops, bandwidth) = (peakFlops(threads: threads), peakBandwidth(threads: threads))
    for step in chosen {
      let seconds = try step.seconds(threads: threads)
      switch step.floor {
      case .flops(let count): report(step.name, seconds, floor: count / flops)
      case .bytes(let count):
        report(step.name, seconds, floor: count / bandwidth, more: ", \"bytes\": \(Int(count))")
      }
    }
  }

  private func report(_ name: String, _ seconds: Double, floor: Double, more: String = "") {
    printLine(
      """
      {"workload": "\(workload)", "case": "\(name)", "peer": "descent", "threads": \(threads), \
      "seconds": \(seconds), "floor": \(floor), "overFloor": \(seconds / floor)\(more)}
      """)
  }
}
