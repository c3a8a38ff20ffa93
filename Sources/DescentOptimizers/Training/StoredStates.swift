public import DescentCore

// What the solvers that models can be trained with remember, as arrays.

extension Newton: TrainingSolver {
  /// What was within rounding on other data may not be on these.
  public func observe(_ state: inout State, _ oracle: inout Oracle, isNewData: Bool) {
    guard isNewData else { return }
    state.iterate.refresh(&oracle)
    state.watch = RoundingWatch()
  }
}

extension Newton.State: StoredState {
  public var memory: [String: NDArray] { ["watch": watch.stored] }

  public init(iterate: Iterate, memory: [String: NDArray]) throws(DescentError) {
    self.init(iterate: iterate, watch: try RoundingWatch(memory))
  }
}

extension TrustNewton: TrainingSolver {
  public func details(of state: State) -> [StepDetail] {
    state.region.map { [StepDetail("radius", "radius", $0.radius)] } ?? []
  }
}

extension TrustNewton.State: StoredState {
  public var memory: [String: NDArray] {
    guard let region else { return [:] }
    return ["radius": NDArray(scalar: region.radius), "scale": NDArray(region.scale)]
  }

  public init(iterate: Iterate, memory: [String: NDArray]) throws(DescentError) {
    self.init(iterate: iterate)
    guard memory["radius"] != nil else { return }
    let scale = try memory.array("scale", shape: iterate.point.shape)
    region = (try memory.number("radius"), scale.doubles)
  }
}

extension NewtonCG: TrainingSolver {
  public func details(of state: State) -> [StepDetail] {
    state.region.map {
      [StepDetail("radius", "radius", $0.radius), StepDetail("forcing", "forcing", $0.forcing)]
    } ?? []
  }
}

extension NewtonCG.State: StoredState {
  public var memory: [String: NDArray] {
    guard let region else { return [:] }
    var memory = ["region": NDArray([region.radius, region.forcing, fall])]
    memory["scale"] = region.scale.map { NDArray($0) }
    return memory
  }

  public init(iterate: Iterate, memory: [String: NDArray]) throws(DescentError) {
    self.init(iterate: iterate)
    guard memory["region"] != nil else { return }
    let numbers = try memory.array("region", shape: [3]).doubles
    let scale = memory["scale"] == nil ? nil : try memory.array("scale", shape: iterate.point.shape)
    region = (numbers[0], scale?.doubles, numbers[1])
    fall = numbers[2]
  }
}

extension CubicNewton: TrainingSolver {
  public func details(of state: State) -> [StepDetail] {
    state.cubic.map { [StepDetail("sigma", "sigma", $0.sigma)] } ?? []
  }
}

extension CubicNewton.State: StoredState {
  public var memory: [String: NDArray] {
    guard let cubic else { return [:] }
    var memory = ["sigma": NDArray(scalar: cubic.sigma)]
    memory["scale"] = cubic.scale.map { NDArray($0) }
    return memory
  }

  public init(iterate: Iterate, memory: [String: NDArray]) throws(DescentError) {
    self.init(iterate: iterate)
    guard memory["sigma"] != nil else { return }
    let scale = memory["scale"] == nil ? nil : try memory.array("scale", shape: iterate.point.shape)
    cubic = (try memory.number("sigma"), scale?.doubles)
  }
}

extension LBFGS: TrainingSolver {
  public func details(of state: State) -> [StepDetail] {
    [StepDetail("pairs", "pairs", Double(state.pairs.count))]
  }

  /// What was within rounding on other data may not be on these.
  public func observe(_ state: inout State, _ oracle: inout Oracle, isNewData: Bool) {
    guard isNewData else { return }
    state.iterate.refresh(&oracle)
    state.watch = RoundingWatch()
  }
}

extension LBFGS.State: StoredState {
  public var memory: [String: NDArray] {
    var memory = pairs.stored
    memory["watch"] = watch.stored
    memory["last"] = last.map { last in
      NDArray([last.step.length, last.step.slope, last.step.fall, last.distance])
    }
    return memory
  }

  public init(iterate: Iterate, memory: [String: NDArray]) throws(DescentError) {
    self.init(
      iterate: iterate, pairs: try CurvaturePairs(memory, count: iterate.point.count),
      watch: try RoundingWatch(memory))
    guard memory["last"] != nil else { return }
    let numbers = try memory.array("last", shape: [4]).doubles
    last = (LastStep(length: numbers[0], slope: numbers[1], fall: numbers[2]), numbers[3])
  }
}
