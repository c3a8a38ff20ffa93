import ArgumentParser
import Descent
import Foundation

/// What each part of Hessian-free is worth: training runs with one of them switched off.
struct Tricks: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tricks",
    abstract: "Trains by Hessian-free with each of its parts switched off in turn.",
    discussion: """
      A deep autoencoder and a recurrent net on the embedded digits, each for the same arithmetic: the \
      loss that is reached, of several seeds the median, and how many steps that took.

      EXAMPLE
        descent-bench tricks --gradients 500 --seeds 3
      """)

  @Option(help: "The arithmetic of a run, in gradients of the training set.")
  var gradients = 1500.0

  @Option(help: "From how many first points each is tried.")
  var seeds = 3

  @Flag(help: "Print Markdown instead of JSON.")
  var table = false

  private typealias Variant = (name: String, change: @Sendable (inout HessianFree) -> Void)

  private static let variants: [Variant] = [
    ("all of it", { _ in }),
    ("Hessian in the place of Gauss-Newton", { $0.curvature = .hessian }),
    ("no preconditioner", { $0.preconditions = false }),
    ("no warm start", { $0.decay = 0 }),
    ("no backtracking over iterates", { $0.backtracks = false }),
    ("constant damping", { $0.adaptsDamping = false }),
    ("no line search", { $0.searchesLine = false }),
    ("CG to the limit of 250", { $0.progress = 0 }),
    ("CG for 10 products", { $0.iterations = 10 }),
    ("structural damping 0.1", { $0.structural = 0.1 }),
  ]

  private struct Result {
    var losses: [Double] = []
    var steps: [Double] = []
  }

  func run() throws {
    let problems = try [
      ("autoencoder", ModelSpecification("autoencoder:48,24,12,6:sigmoid:sparse")),
      ("recurrent net", ModelSpecification("rnn:24")),
    ]
    let data = try NamedDataset.named("digits").load().train
    let half = data.rowCount / 2
    var rows: [[String]] = []
    for (name, change) in Self.variants {
      var row = [name]
      for (problem, model) in problems {
        let isRecurrent = problem == "recurrent net"
        if name.hasPrefix("structural"), !isRecurrent {
          row += ["", ""]
          continue
        }
        let result = try measure(model, data, curvatureRows: half, change)
        row += [
          String(format: "%.4g", median(result.losses)),
          String(format: "%.0f", median(result.steps)),
        ]
      }
      rows.append(row)
      if !table {
        printLine(
          "{\"variant\": \"\(row[0])\", \"results\": [\(row.dropFirst().filter { !$0.isEmpty }.joined(separator: ", "))]}"
        )
      }
    }
    let header = ["", "autoencoder: loss", "steps", "recurrent net: loss", "steps"]
    if table { printLine(markdownTable(header, rows)) }
  }

  /// Trains from several first points until the arithmetic is used up.
  private func measure(
    _ model: ModelSpecification, _ data: Dataset, curvatureRows: Int,
    _ change: (inout HessianFree) -> Void
  ) throws -> Result {
    var result = Result()
    for seed in 0..<seeds {
      var solver = HessianFree()
      change(&solver)
      var options = TrainingOptions()
      options.seed = UInt64(seed)
      options.steps = 100_000
      let trainer = try Trainer(
        model, on: data,
        method: .solver(SolverMethod(solver, curvatureBatchSize: curvatureRows)), options: options)
      var (loss, steps, spent) = (Double.nan, 0.0, 0.0)
      _ = try trainer.run(
        shouldStop: { spent >= gradients },
        onEvent: { event in
          guard case .step(let step) = event else { return }
          (loss, steps, spent) = (step.loss, Double(step.step), step.gradientEquivalents)
        })
      result.losses.append(loss)
      result.steps.append(steps)
    }
    return result
  }
}
