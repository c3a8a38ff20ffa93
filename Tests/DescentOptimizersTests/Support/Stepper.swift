import DescentCore
import DescentOptimizers

/// An optimizer at work on one vector: its traced step, the parameters and what it remembers.
struct Stepper {
  let optimizer: Optimizer
  let program: Program
  private(set) var parameters: NDArray
  private(set) var gradientNorm = 0.0
  private(set) var step = 0
  /// What the rule remembers, in the order of its names.
  private(set) var state: [NDArray]
  private let mask: NDArray?

  init(_ optimizer: Optimizer, start: NDArray, mask: NDArray? = nil, threads: Int = 1) {
    self.optimizer = optimizer
    self.mask = mask
    parameters = start
    let vector = Program.Input(start.shape, start.dtype)
    var names: [String] = []
    let first = Program(inputs: [vector], threads: threads) { inputs in
      let state = optimizer.initialState(for: inputs[0])
      names = state.names
      return [inputs[0]] + state.entries.map(\.tensor)
    }
    state = Array(first(start).dropFirst())

    let scalar = Program.Input([])
    let masks = mask.map { [Program.Input($0.shape, $0.dtype)] } ?? []
    let states = state.map { Program.Input($0.shape, $0.dtype) }
    let fixed = 4 + masks.count
    // As a trainer does it: parameters and state are overwritten in place.
    var donors = [0: 0]
    for k in states.indices { donors[2 + k] = fixed + k }
    program = Program(
      inputs: [vector, vector, scalar, scalar] + masks + states, donors: donors, threads: threads
    ) { x in
      var s = RuleState(names: names, tensors: Array(x.dropFirst(fixed)))
      let (p, norm) = optimizer.update(
        x[0], gradient: x[1], decayed: masks.isEmpty ? nil : x[4], learningRate: x[2],
        step: x[3], state: &s)
      return [p, norm] + s.entries.map(\.tensor)
    }
  }

  /// Takes one step with this gradient.
  mutating func advance(_ gradient: [Double]) {
    let g = NDArray(gradient, shape: parameters.shape).converted(to: parameters.dtype)
    let rate = NDArray(scalar: optimizer.learningRate(at: step))
    step += 1
    let masks = mask.map { [$0] } ?? []
    let results = program.run(
      [parameters, g, rate, NDArray(scalar: Double(step))] + masks + state)
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
  _ optimizer: Optimizer, from start: [Double], _ dtype: DType = .float64, mask: NDArray? = nil,
  gradients: [[Double]]
) -> [[Double]] {
  var stepper = Stepper(optimizer, start: NDArray(start).converted(to: dtype), mask: mask)
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
