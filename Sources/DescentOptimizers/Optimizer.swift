public import DescentCore

/// A rule with what is around it: learning rate and schedules, decay and penalties, groups of
/// parameters that are treated in another way, and wrappers.
///
///     Optimizer(Adam(), learningRate: 0.01, schedule: try Schedule("cosine"))
///
/// A step goes through the wrappers, the first outermost, and then to each group of parameters.
@dynamicMemberLookup
public struct Optimizer: Sendable {
  /// What is done to the parameters that belong to no group; its members are the optimizer's, too.
  public var treatment: Treatment
  /// The factor of the learning rates at each step.
  public var schedule: Schedule
  /// The factors of other numbers of the rule, by key: `["momentum": …]`.
  public var schedules: [String: Schedule] = [:]
  /// Parameters that are treated in another way; where several match, the last one counts.
  public var groups: [ParameterGroup] = []
  /// What is done around the updates, the outermost first.
  public var wrappers: [any Wrapper] = []
  /// What random numbers follow from.
  public var seed: UInt64 = 0

  /// A rule with its default learning rate, or another one.
  public init(
    _ rule: any UpdateRule, learningRate: Double? = nil, schedule: Schedule = .constant,
    wrappers: [any Wrapper] = []
  ) {
    treatment = Treatment(rule, learningRate: learningRate)
    (self.schedule, self.wrappers) = (schedule, wrappers)
  }

  /// How a gradient becomes a step.
  public var rule: any UpdateRule {
    get { treatment.rule }
    set { treatment.rule = newValue }
  }

  /// η, which the schedule's factor multiplies.
  public var learningRate: Double {
    get { treatment.learningRate }
    set { treatment.learningRate = newValue }
  }

  public subscript<Value>(dynamicMember path: WritableKeyPath<Treatment, Value>) -> Value {
    get { treatment[keyPath: path] }
    set { treatment[keyPath: path] = newValue }
  }

  /// The learning rate in force at a step, 0 for the first.
  public func learningRate(at step: Int) -> Double {
    treatment.learningRate * schedule.factor(at: step)
  }

  /// The parameters after one step; to be traced.
  ///
  /// - Returns: The new parameters; the 2-norm of the gradient as it was given, which is not
  ///   finite where the gradient is not, nor, without `ClipNorm`, where its square is beyond the
  ///   type of the gradient; the learning rate with which the rule was called.
  /// - Precondition: Every setting, of the rule and the wrappers too, is in its range.
  public func update(
    _ step: Step, state: inout RuleState
  ) -> (parameters: Tensor, gradientNorm: Tensor, learningRate: Tensor) {
    let p = updated(step, state: &state)
    return (p, norm(of: step.g), step.rateInForce.learningRate ?? step.learningRate)
  }

  /// The 2-norm of a gradient.
  func norm(of g: Tensor) -> Tensor {
    // Clipping needs a pass for the norm anyway, and in double precision no square overflows;
    // else the norm is taken in the loop of the update, which has the parameters' type.
    let clips = wrappers.contains { $0 is ClipNorm }
    let g = clips ? g.cast(to: .float64) : g
    return sqrt((g * g).sum())
  }

  /// The parameters after one step, without the gradient's norm.
  package func updated(_ step: Step, state: inout RuleState) -> Tensor {
    requireValid()
    return update(step, through: wrappers[...], state: &state)
  }

  private func requireValid() {
    for treatment in [treatment] + groups.map(\.treatment) {
      treatment.requireValid()
      treatment.rule.requireValid()
    }
    for wrapper in wrappers { wrapper.requireValid() }
    let names = wrappers.map { type(of: $0).name }
    require(Set(names).count == names.count, "Optimizer: a wrapper occurs twice among \(names)")
    let roles = wrappers.compactMap { type(of: $0).role }
    require(Set(roles).count == roles.count, "Optimizer: wrappers do the same: \(names)")
  }

  /// The parameters after a step of these wrappers and the rule.
  func update(
    _ step: Step, through wrappers: ArraySlice<any Wrapper>, state: inout RuleState
  ) -> Tensor {
    guard let wrapper = wrappers.first else { return updateParts(step, state: &state) }
    let scope = type(of: wrapper).name
    var own = state.scoped(scope)
    var inner = Inner(optimizer: self, wrappers: wrappers.dropFirst(), state: state)
    let p = wrapper.update(step, state: &own, inner: &inner)
    state = inner.state
    state.store(own, in: scope)
    return p
  }
}

// MARK: What is remembered

extension Optimizer {
  /// What has to be remembered before the first step.
  public func initialState(for p: Tensor, _ layout: VariableLayout) -> RuleState {
    initialState(for: p, layout, through: wrappers[...])
  }

  func initialState(
    for p: Tensor, _ layout: VariableLayout, through wrappers: ArraySlice<any Wrapper>
  ) -> RuleState {
    var state: RuleState = [:]
    for part in parts(of: layout) {
      state.declare(part.treatment.rule.initialState(for: part.cut(p)), in: part.name)
    }
    for wrapper in wrappers {
      state.declare(wrapper.initialState(for: p), in: type(of: wrapper).name)
    }
    return state
  }

  /// What has to be remembered before the first step from `parameters`, computed.
  package func initialMemory(
    at parameters: NDArray, _ layout: VariableLayout
  ) -> [(name: String, array: NDArray)] {
    var names: [String] = []
    let program = Program(.init(parameters.shape, parameters.dtype), threads: 1) { p in
      let state = initialState(for: p, layout)
      names = state.names
      return [p] + names.map { state[$0] }
    }
    return zip(names, program(parameters).dropFirst()).map { (name: $0, array: $1) }
  }

  /// Where the function should be evaluated, if not at the parameters that steps move; traced.
  public func evaluationPoint(
    at p: Tensor, _ layout: VariableLayout, state: RuleState
  ) -> Tensor {
    let parts = parts(of: layout)
    var moved = false
    let pieces = parts.map { part in
      let own = part.cut(p)
      let point = part.treatment.rule.evaluationPoint(at: own, state: state.scoped(part.name))
      moved = moved || point.node !== own.node
      return point
    }
    let inner = moved ? joined(pieces, of: parts) : p
    return wrappers.reversed().reduce(inner) { inner, wrapper in
      wrapper.evaluationPoint(
        at: p, inner: inner, state: state.scoped(type(of: wrapper).name))
    }
  }

  /// The program that turns parameters and memory into where the function should be evaluated; nil
  /// where that is at the parameters.
  package func evaluationProgram(
    at parameters: NDArray, _ layout: VariableLayout, threads: Int? = nil
  ) -> Program? {
    let memory = initialMemory(at: parameters, layout)
    var isElsewhere = false
    let inputs = ([parameters] + memory.map(\.array)).map { Program.Input($0.shape, $0.dtype) }
    let program = Program(inputs: inputs, threads: threads) { input in
      let state = RuleState(names: memory.map(\.name), tensors: Array(input.dropFirst()))
      let point = evaluationPoint(at: input[0], layout, state: state)
      isElsewhere = point.node !== input[0].node
      return [point]
    }
    return isElsewhere ? program : nil
  }
}

extension Optimizer: CustomStringConvertible {
  /// All that determines its steps, in one line.
  public var description: String { texts.map { "\($0.key)=\($0.value)" }.joined(separator: " ") }

  /// All that determines its steps, by the names of the command's flags.
  package var texts: [(key: String, value: String)] {
    var texts = [("optimizer", type(of: rule).name), ("set", rule.settingsText)]
    texts += treatment.settings.map { ($0.key, "\($0.value)") }
    texts.append(("schedule", "\(schedule)"))
    texts += schedules.sorted { $0.key < $1.key }.map { ("schedule of \($0.key)", "\($0.value)") }
    texts += groups.map { group in
      let rule = group.treatment.rule
      let unmasked = group.treatment.unmasked.sorted().joined(separator: "/")
      let parts = [
        "optimizer=\(type(of: rule).name)", rule.settingsText, group.treatment.settingsText,
        unmasked.isEmpty ? "" : "named=\(unmasked)",
      ]
      return ("group \(group.pattern)", parts.filter { !$0.isEmpty }.joined(separator: ","))
    }
    texts += wrappers.map { ("wrap \(type(of: $0).name)", $0.settingsText) }
    texts.append(("seed of the optimizer", "\(seed)"))
    return texts.map { (key: $0.0, value: $0.1) }
  }
}
