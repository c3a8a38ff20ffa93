/// The number of a step while its program is made: what depends on it is decided then.
///
///     if step.number.isMultiple(of: 10) { … }  // a program for these steps, another for the rest
///
/// Which questions were asked is remembered, so that a program made for one step serves every
/// other with the same answers.
public struct StepNumber {
  private let value: Int
  /// How many steps of the run one of these is.
  private let stride: Int
  /// After how many steps of the run the numbers begin anew, and where they begin.
  private let restarts: [(period: Int, first: Int)]
  private let log: Log

  /// The questions asked while one program was made.
  private final class Log { var answers: [(ask: (Int) -> Bool, answer: Bool)] = [] }

  private enum Question {
    case isMultiple(of: Int)
    case isFirst(of: Int, stride: Int)
    case isAtMost(Int)

    func answer(at step: Int) -> Bool {
      switch self {
      case .isMultiple(let count): step.isMultiple(of: count)
      case .isFirst(let count, let stride): (step - stride).isMultiple(of: count.times(stride))
      case .isAtMost(let bound): step <= bound
      }
    }
  }

  /// Step `value` of a run, 1 for the first.
  public init(_ value: Int) { self.init(value, stride: 1, [], Log()) }

  private init(_ value: Int, stride: Int, _ restarts: [(period: Int, first: Int)], _ log: Log) {
    (self.value, self.stride, self.restarts, self.log) = (value, stride, restarts, log)
  }

  /// Whether this is the last of every `count` steps.
  public func isMultiple(of count: Int) -> Bool { ask(.isMultiple(of: count.times(stride))) }

  /// Whether this is the first of every `count` steps.
  public func isFirst(of count: Int) -> Bool { ask(.isFirst(of: count, stride: stride)) }

  /// Whether this is one of the first `count` steps.
  public func isAtMost(_ count: Int) -> Bool { ask(.isAtMost((count + 1).times(stride) - 1)) }

  /// The numbering of those steps that are a multiple of `count`.
  public func divided(by count: Int) -> StepNumber {
    StepNumber(value, stride: stride.times(count), restarts, log)
  }

  /// The numbering that begins anew after every `count` of these steps.
  public func restarted(every count: Int) -> StepNumber {
    StepNumber(value, stride: stride, restarts + [(count.times(stride), stride)], log)
  }

  private func ask(_ question: Question) -> Bool {
    let ask = { [restarts] (step: Int) in
      question.answer(at: restarts.reduce(step) { ($0 - $1.first) % $1.period + $1.first })
    }
    let answer = ask(value)
    log.answers.append((ask, answer))
    return answer
  }

  /// Whether a program made for this step serves `step` too.
  func serves(_ step: Int) -> Bool {
    log.answers.allSatisfy { $0.ask(step) == $0.answer }
  }
}

/// The programs of a run's steps: one for each set of answers to what was asked about their number.
package struct StepPrograms<Compiled> {
  private var made: [(number: StepNumber, program: Compiled)] = []

  package init() {}

  /// The program for `step`, made by `make` when it is first needed.
  package mutating func program(at step: Int, make: (StepNumber) -> Compiled) -> Compiled {
    if let known = made.first(where: { $0.number.serves(step) }) { return known.program }
    let number = StepNumber(step)
    let program = make(number)
    made.append((number, program))
    return program
  }
}

extension Int {
  /// The product, or the largest number where it is larger: no step has such a number.
  fileprivate func times(_ other: Int) -> Int {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    return overflow ? .max : product
  }
}
