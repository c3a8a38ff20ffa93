import ArgumentParser
import Descent

/// By which methods a function is minimized.
struct MethodFlags: ParsableArguments {
  @Option(
    help: .init(
      """
      \(SolverRegistry.names.joined(separator: ", ")); several with commas between, or given \
      several times, run one after the other. (default: by what the function is, and says why)
      """, valueName: "name"))
  var optimizer: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: .init("Numbers of the method, such as beta1=0.8.", valueName: "key=value"))
  var set: [String] = []

  @Option(
    parsing: .unconditional,
    help: .init("The learning rate of an update rule. (default: its own)", valueName: "rate"),
    transform: positiveNumber)
  var learningRate: Double?

  @Option(
    help: .init(
      """
      The course of the learning rate: \(Schedule.names.joined(separator: ", ")), each with \
      settings, such as step:every=100,factor=0.5; or that of another number, such as \
      momentum=cosine:final=0.5; several times for several numbers. (default: constant)
      """, valueName: "[key=]spec"))
  var schedule: [String] = []

  @OptionGroup var surround: SurroundFlags

  /// The methods, and why the only one was chosen where none was named.
  func make(
    for objective: Objective, seed: UInt64
  ) throws(DescentError) -> (solvers: [any Solver], why: String?) {
    let names = optimizer.flatMap {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let flag =
      learningRate != nil ? "--learning-rate" : !schedule.isEmpty ? "--schedule" : surround.given
    let usual = SolverRegistry.usualMethod(for: objective, needsRule: flag != nil)
    var solvers = try SolverRegistry.make(
      names.isEmpty ? [usual.name] : names, settings: set, learningRate: learningRate)
    if let flag, !solvers.contains(where: { $0 is Optimizer }) {
      throw .flag(flag, goesWith: "an update rule", found: names.joined(separator: ","))
    }
    for index in solvers.indices {
      guard var optimizer = solvers[index] as? Optimizer else { continue }
      optimizer.seed = seed
      try optimizer.setSchedules(schedule)
      try surround.complete(&optimizer)
      solvers[index] = optimizer
    }
    return (solvers, names.isEmpty ? usual.why : nil)
  }
}
