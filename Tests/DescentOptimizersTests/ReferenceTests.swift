import DescentCore
import DescentOptimizers
import Testing

@Suite struct ReferenceTests {
  /// The optimizer that a recorded configuration of PyTorch is here.
  private func optimizer(_ entry: Reference.Trajectory) throws -> Optimizer {
    let h = entry.hyperparameters
    var settings: [String: String] = [:]
    var (name, l2) = ("sgd", h.weightDecay ?? 0)
    if entry.config.hasPrefix("torch.sgd") {
      if h.momentum != 0 {
        name = h.nesterov == true ? "nesterov" : "momentum"
        settings["momentum"] = h.momentum.map { "\($0)" }
        if h.nesterov != true { settings["dampening"] = h.dampening.map { "\($0)" } }
      }
    } else {
      name = entry.config.hasPrefix("torch.adamw") ? "adamw" : "adam"
      settings["beta1"] = h.betas.map { "\($0[0])" }
      settings["beta2"] = h.betas.map { "\($0[1])" }
      settings["epsilon"] = h.eps.map { "\($0)" }
      if name == "adamw" { (settings["weight-decay"], l2) = ("\(l2)", 0) }
    }
    var optimizer = Optimizer(
      try OptimizerRegistry.make(name, settings: settings), learningRate: h.lr)
    optimizer.l2 = Coefficient(l2)
    if let every = h.stepSize, let factor = h.gamma {
      optimizer.schedule = try Schedule("step:every=\(every),factor=\(factor)")
    }
    return optimizer
  }

  @Test(arguments: try Reference.trajectories())
  func `thirty steps are PyTorch's to its own tolerance`(_ entry: Reference.Trajectory) throws {
    let problem = try #require(try Reference.problems().first { $0.id == entry.problem })
    var stepper = Stepper(try optimizer(entry), start: NDArray(entry.start))
    var found: [[Double]] = []
    for _ in entry.trajectory {
      stepper.advance(try problem.gradient(at: stepper.parameters.doubles))
      found.append(stepper.parameters.doubles)
    }
    expectClose(found, entry.trajectory, relative: entry.rtol, "\(entry.id)")
  }

  @Test func `the gradients of the problems are the recorded ones`() throws {
    for problem in try Reference.problems() {
      let gradient = try problem.gradient(at: problem.start)
      expectClose([gradient], [problem.gradientAtStart], relative: 1e-13, "\(problem.id)")
    }
  }

  @Test func `every configuration was recorded on three problems`() throws {
    #expect(try Reference.trajectories().count == 33)
  }
}
