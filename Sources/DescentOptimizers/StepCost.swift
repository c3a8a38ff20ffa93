import DescentCore

/// What a step costs, counted in the traced graphs of a hundred steps.
public struct StepCost: Sendable, Equatable {
  /// Numbers remembered for each parameter.
  public var memory = 0.0
  /// Arithmetic operations for each parameter, beside the gradient; those inside factorizations
  /// are not counted.
  public var operations = 0.0
  /// Gradients beside the one of the step.
  public var gradients = 0.0
  /// Products of the Hessian with a vector.
  public var hessianVectorProducts = 0.0
  /// Whether the value of the function is asked for.
  public var usesValue = false
  /// Whether values of the function elsewhere are.
  public var usesOtherValues = false

  /// The mean cost of a step of `optimizer` on one parameter of this shape, past the first steps.
  init(_ optimizer: Optimizer, shape: Shape) {
    let layout = VariableLayout([("p", shape)])
    let steps = 101...200
    var programs = StepPrograms<StepCost>()
    for step in steps {
      let cost = programs.program(at: step) { StepCost(optimizer, layout, $0) }
      memory = cost.memory
      operations += cost.operations
      gradients += cost.gradients
      hessianVectorProducts += cost.hessianVectorProducts
      usesValue = usesValue || cost.usesValue
      usesOtherValues = usesOtherValues || cost.usesOtherValues
    }
    operations /= Double(steps.count)
    gradients /= Double(steps.count)
    hessianVectorProducts /= Double(steps.count)
  }

  /// The cost of the step `number`.
  private init(_ optimizer: Optimizer, _ layout: VariableLayout, _ number: StepNumber) {
    let count = Double(layout.count)
    let inputs = [[layout.count], [layout.count], [], [], []].enumerated().map {
      Tensor(Node(.input(index: $0, Shape($1), .float64)))
    }
    let first = optimizer.initialState(for: inputs[0], layout)
    let remembered = first.entries.enumerated().map { index, entry in
      Tensor(Node(.input(index: inputs.count + index, entry.tensor.shape, entry.tensor.dtype)))
    }
    var state = RuleState(names: first.names, tensors: remembered)
    var (gradients, products, asksElsewhere) = (0.0, 0.0, false)
    let probe = Probe(
      value: inputs[4],
      gradient: { point in
        gradients += 1
        return point
      },
      hessianVectorProduct: { vector in
        products += 1
        return vector
      },
      sampledGradient: { _ in
        gradients += 1
        return inputs[1]
      },
      valueAt: { point in
        asksElsewhere = true
        return point.flattened.slice(0..<1).reshaped([])
      })
    let step = Step(
      from: inputs[0], gradient: inputs[1], learningRate: inputs[2], t: inputs[3], number: number,
      layout: layout, probe: probe)
    let graph = Graph(
      [optimizer.updated(step, state: &state)] + state.entries.map(\.tensor)
    ).simplified()
    memory = remembered.reduce(0) { $0 + Double($1.shape.count) } / count
    operations = graph.operationCount / count
    (self.gradients, hessianVectorProducts) = (gradients, products)
    usesOtherValues = asksElsewhere
    usesValue = graph.entries.contains {
      if case .input(4, _, _) = $0.op { true } else { false }
    }
  }

  /// What it costs more than another.
  func beyond(_ other: StepCost) -> StepCost {
    var rest = self
    rest.memory -= other.memory
    rest.operations = max(operations - other.operations, 0)
    return rest
  }
}

extension Graph {
  /// Additions, multiplications, roots and the like; a product of matrices counts two for each
  /// pair of numbers.
  fileprivate var operationCount: Double {
    entries.reduce(0) { sum, entry in
      switch entry.op {
      case .unary, .binary, .select: sum + Double(entry.shape.count)
      case .reduce: sum + Double(entries[entry.inputs[0]].shape.count)
      case .matmul(let isTransposed, _):
        sum + 2 * Double(entry.shape.count) * Double(inner(entry, isTransposed))
      default: sum
      }
    }
  }

  private func inner(_ product: Entry, _ isTransposed: Bool) -> Int {
    let left = entries[product.inputs[0]].shape
    return left[left.rank - (isTransposed ? 2 : 1)]
  }
}
