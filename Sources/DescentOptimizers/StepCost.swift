import DescentCore

/// What a step of a rule costs, counted in the traced graph of one.
public struct RuleCost: Sendable, Equatable {
  /// Numbers remembered for each parameter.
  public let memory: Double
  /// Arithmetic operations for each parameter, beside the gradient; those inside factorizations
  /// are not counted.
  public let operations: Double
  /// Gradients beside the one of the step.
  public let gradients: Int
  /// Products of the Hessian with a vector.
  public let hessianVectorProducts: Int
  /// Whether the value of the function is asked for.
  public let usesValue: Bool

  /// The cost of a step of `rule` on a matrix of 64 by 64.
  init(_ rule: any UpdateRule) {
    let layout = VariableLayout([("p", [64, 64])])
    let count = Double(layout.count)
    let optimizer = Optimizer(rule)
    let inputs = [[layout.count], [layout.count], [], [], []].enumerated().map {
      Tensor(Node(.input(index: $0, Shape($1), .float64)))
    }
    let first = optimizer.initialState(for: inputs[0], layout)
    let memory = first.entries.enumerated().map { index, entry in
      Tensor(Node(.input(index: inputs.count + index, entry.tensor.shape, entry.tensor.dtype)))
    }
    var state = RuleState(names: first.names, tensors: memory)
    var (gradients, products) = (0, 0)
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
      })
    let step = Step(
      from: inputs[0], gradient: inputs[1], learningRate: inputs[2], t: inputs[3], layout: layout,
      probe: probe)
    let graph = Graph(
      [optimizer.updated(step, state: &state)] + state.entries.map(\.tensor)
    ).simplified()
    self.memory = memory.reduce(0) { $0 + Double($1.shape.count) } / count
    operations = graph.operationCount / count
    (self.gradients, hessianVectorProducts) = (gradients, products)
    usesValue = graph.entries.contains {
      if case .input(4, _, _) = $0.op { true } else { false }
    }
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
