import Descent

/// A line that shows how far a run is, drawn anew at most ten times a second.
struct ProgressBar {
  let console: Console
  let stepLimit: Int?
  let epochLimit: Int?
  let seconds: Double?

  /// Where the run stood when this process took it up: not at 0 if it was resumed.
  private var start: (step: StepReport, fraction: Double)?
  private var lastDrawn = -Double.infinity
  private var examples = 0
  /// Since the line was last drawn.
  private var (lossSum, lossCount) = (0.0, 0.0)
  private static let width = 20

  init(console: Console, stepLimit: Int?, epochLimit: Int?, seconds: Double?) {
    self.console = console
    (self.stepLimit, self.epochLimit, self.seconds) = (stepLimit, epochLimit, seconds)
  }

  /// Counts a step, and draws if it is time to.
  mutating func draw(_ step: StepReport) {
    examples += step.examples
    lossSum += step.loss
    lossCount += 1
    guard step.seconds - lastDrawn >= 0.1 else { return }
    lastDrawn = step.seconds
    console.write("\r\u{1B}[K" + text(step))
    (lossSum, lossCount) = (0, 0)
  }

  /// Clears the line.
  func erase() { console.write("\r\u{1B}[K") }

  private mutating func text(_ step: StepReport) -> String {
    let fraction = min(1, max(share(step.step, stepLimit), share(step.seconds, seconds)))
    let start = start ?? (step, fraction)
    self.start = start
    let elapsed = step.seconds - start.step.seconds
    var parts = ["epoch \(step.epoch)" + (epochLimit.map { "/\($0)" } ?? "")]
    if stepLimit != nil || seconds != nil {
      let full = Int(fraction * Double(Self.width))
      parts.append(
        String(repeating: "#", count: full)
          + console.faint(String(repeating: ".", count: Self.width - full)))
    }
    if elapsed > 0 { parts.append("\((Double(examples) / elapsed).grouped) examples/s") }
    parts.append("loss \((lossSum / lossCount).significant)")
    parts += step.details.map { "\($0.title) \($0.value.significant(3))" }
    if fraction > start.fraction {
      let left = elapsed * (1 - fraction) / (fraction - start.fraction)
      parts.append("\(left.minutes) left")
    }
    return parts.joined(separator: "  ")
  }

  private func share(_ done: Int, _ limit: Int?) -> Double {
    share(Double(done), limit.map(Double.init))
  }

  private func share(_ done: Double, _ limit: Double?) -> Double { limit.map { done / $0 } ?? 0 }
}
