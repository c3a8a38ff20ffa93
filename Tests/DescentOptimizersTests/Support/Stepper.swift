import DescentCore
import DescentOptimizers

/// An optimizer at work on one vector: its traced steps, the parameters and what it remembers.
struct Stepper {
  let optimizer: Optimizer
  private(set) var parameters: NDArray
  private(set) var gradientNorm = 0.0
  private(set) var step = 0
  /// What the rule remembers, in the order of its names.
  private(set) var state: [NDArray]
  private let names: [String]
  private let mask: NDArray?
  private let layout: VariableLayout
  private let threads: Int
  private var programs = StepPrograms<Program>()

  init(
    _ optimizer: Optimizer, start: NDArray, _ layout: VariableLayout? = nil, mask: NDArray? = nil,
    threads: Int = 1
  ) {
    self.optimizer = optimizer
    self.mask = mask
    self.threads = threads
    self.layout = layout ?? VariableLayout([("p", start.shape)])
    parameters = start
    let memory = optimizer.initialMemory(at: start, self.layout)
    (names, state) = (memory.map(\.name), memory.map(\.array))
  }

  /// The program of the next step.
  var program: Program {
    mutating get {
      programs.program(at: step + 1) { [self] number in make(number) }
    }
  }

  // As a trainer does it: parameters and state are overwritten in place.
  private func make(_ number: StepNumber) -> Program {
    let vector = Program.Input(parameters.shape, parameters.dtype)
    let masks = mask.map { [Program.Input($0.shape, $0.dtype)] } ?? []
    let scalars = 2 + optimizer.scheduledKeys.count
    let states = state.map { Program.Input($0.shape, $0.dtype) }
    let fixed = 2 + masks.count + scalars
    var donors = [0: 0]
    for k in states.indices { donors[2 + k] = fixed + k }
    let numbers = [Program.Input](repeating: .init([]), count: scalars)
    return Program(
      inputs: [vector, vector] + numbers + masks + states, donors: donors, threads: threads
    ) { x in
      var s = RuleState(names: names, tensors: Array(x.dropFirst(fixed)))
      let step = Step(
        from: x[0], gradient: x[1], learningRate: x[3], t: x[2], number: number, layout: layout,
        decayMask: masks.isEmpty ? nil : x[2 + scalars],
        probe: Probe(
          value: square(x[1]).sum(), gradient: { x[1] + 0.5 * ($0 - x[0]) },
          hessianVectorProduct: { 2 * $0 + 0.25 * $0.sum() },
          sampledGradient: { random in
            var random = random
            return 1000 * random.normal(like: x[0])
          }, valueAt: { square($0).sum() }),
        seed: optimizer.seed)
      let (p, norm, _) = optimizer.bound(toInputsFrom: 4).update(step, state: &s)
      return [p, norm] + names.map { s[$0] }
    }
  }

  /// Where the function would be evaluated.
  var evaluationPoint: NDArray {
    let program = optimizer.evaluationProgram(at: parameters, layout, threads: threads)
    return program?.run([parameters] + state)[0] ?? parameters
  }

  /// Takes one step with this gradient.
  mutating func advance(_ gradient: [Double]) {
    let g = NDArray(gradient, shape: parameters.shape).converted(to: parameters.dtype)
    let numbers = [Double(step + 1)] + optimizer.numbers(at: step)
    let results = program.run(
      [parameters, g] + numbers.map { NDArray(scalar: $0) } + (mask.map { [$0] } ?? []) + state)
    step += 1
    (parameters, gradientNorm) = (results[0], results[1].scalar)
    state = Array(results.dropFirst(2))
  }

  /// Goes on from what another run had come to.
  mutating func resume(from other: Stepper) {
    (parameters, state, step) = (other.parameters, other.state, other.step)
  }
}

/// The points that an optimizer comes to when it is handed these gradients one after the other.
func trajectory(
  _ optimizer: Optimizer, from start: [Double], _ dtype: DType = .float64,
  _ layout: VariableLayout? = nil, mask: NDArray? = nil, gradients: [[Double]]
) -> [[Double]] {
  var stepper = Stepper(optimizer, start: NDArray(start).converted(to: dtype), layout, mask: mask)
  return gradients.map { gradient in
    stepper.advance(gradient)
    return stepper.parameters.doubles
  }
}

/// `steps` random gradients of `count` elements; a seed gives the same ones everywhere.
func randomGradients(_ steps: Int, count: Int, seed: UInt64) -> [[Double]] {
  var random = RandomSource(seed: seed)
  return (0..<steps).map { _ in (0..<count).map { _ in random.normal() } }
}
