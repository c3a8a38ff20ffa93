import DescentCore

/// The traced parts of a step of K-FAC for one objective.
struct KFACStep {
  let solver: KFAC
  let objective: Objective
  let composition: Composition
  /// The layers' orders of A and G, and the parameters that are in none.
  let layers: [(input: Int, output: Int)]
  let others: [Int]

  init(_ solver: KFAC, _ objective: Objective) {
    guard let composition = objective.composition else {
      fatalError("KFAC: the objective has no model and loss")
    }
    (self.solver, self.objective, self.composition) = (solver, objective, composition)
    let probe = Tensor(.input(index: 0, [objective.layout.count], objective.precision))
    let structure = composition.structure(at: objective.variables(in: probe), on: composition.rows)
      .structure
    layers = structure.layers.map { ($0.inputOrder, $0.outputCount) }
    others = structure.others
  }

  /// Whether curvature is taken over all rows, so that it shares the gradient's way through the model.
  var sharesRows: Bool { composition.rows === composition.allRows }

  private var isInEigenbasis: Bool { solver.form != .factored }

  /// The names and kinds of what is remembered.
  var slots: [(name: String, input: Program.Input)] {
    let precision = objective.precision
    var slots: [(String, Program.Input)] = [
      ("step", .init([objective.layout.count], precision)), ("updates", .init([])),
    ]
    for (k, layer) in layers.enumerated() {
      for name in ["input\(k)", "left\(k)"] {
        slots.append((name, .init([layer.input, layer.input], precision)))
      }
      for name in ["output\(k)", "right\(k)"] {
        slots.append((name, .init([layer.output, layer.output], precision)))
      }
      if isInEigenbasis {
        slots.append(("scale\(k)", .init([layer.input, layer.output], precision)))
      }
    }
    return slots + others.map { ("diagonal\($0)", .init([count(of: $0)], precision)) }
  }

  private func count(of variable: Int) -> Int { objective.layout.entries[variable].shape.count }

  // MARK: Statistics

  /// Takes note of the curvature at `x`.
  ///
  /// - Parameter key: What the random outcomes follow from.
  func updateStatistics(at x: Tensor, key: Tensor, _ memory: inout [String: Tensor]) {
    let variables = objective.variables(in: x)
    let (structure, output) = composition.structure(at: variables, on: composition.rows)
    let gradients = structure.outputGradients(of: loss(of: output, key))
    let count = memory["updates"]! + 1
    let kept = min(1 - 1 / count, solver.averaging)
    memory["updates"] = count
    func average(_ name: String, _ new: Tensor) {
      let old = memory[name]!
      memory[name] = old + (1 - kept).cast(to: old.dtype) * (new - old)
    }
    for (k, factors) in structure.factors([gradients], sharing: solver.sharing).enumerated() {
      average("input\(k)", factors.input)
      average("output\(k)", factors.output)
    }
    if solver.form == .eigenvalueCorrected {
      let bases = layers.indices.map {
        KroneckerBasis(input: memory["left\($0)"]!, output: memory["right\($0)"]!)
      }
      let scales = structure.scales([gradients], in: bases)
      for k in layers.indices { average("scale\(k)", scales[k]) }
    }
    for (k, squares) in zip(others, composition.squaredGradients(of: others, at: variables)) {
      average("diagonal\(k)", squares.flattened / Double(composition.rowCount))
    }
  }

  private func loss(of output: Tensor, _ key: Tensor) -> Tensor {
    var random = RandomTensors(seed: composition.seed, step: key)
    guard solver.fisher == .sampled, let sampled = composition.sampledLoss else {
      return composition.loss(output, Tensor(composition.rows))
    }
    return sampled(output, &random)
  }

  /// Inverts the factors; where that fails, the last inverses stay.
  func updateInverses(damping: Tensor, _ memory: inout [String: Tensor]) {
    for k in layers.indices {
      let factors = KroneckerFactors(
        input: memory["input\(k)"]!.cast(to: .float64),
        output: memory["output\(k)"]!.cast(to: .float64))
      var results: [(String, Tensor)]
      if isInEigenbasis {
        let (basis, scale) = KroneckerBasis.of(factors)
        results = [("left\(k)", basis.input), ("right\(k)", basis.output), ("scale\(k)", scale)]
      } else {
        let inverses = factors.damped(damping).inverses
        results = [("left\(k)", inverses.input), ("right\(k)", inverses.output)]
      }
      let isSound = results.dropFirst().reduce(isFinite(results[0].1.sum())) {
        $0 .& isFinite($1.1.sum())
      }
      for (name, result) in results {
        let old = memory[name]!
        memory[name] = select(isSound, result.cast(to: old.dtype), old)
      }
    }
  }

  // MARK: The step

  /// The function and where to go from a point.
  struct Course {
    var value: Tensor
    /// By variable.
    var gradient, direction: [Tensor]
  }

  /// What a step leads to, and what was found on the way.
  struct Result {
    var point, step, model, length, momentum: Tensor
  }

  /// Value, gradient and natural gradient at x on all rows.
  func course(at x: Tensor, damping: Tensor, _ memory: [String: Tensor]) -> Course {
    let variables = objective.variables(in: x)
    let (structure, output) = composition.structure(at: variables, on: composition.allRows)
    let value =
      composition.loss(output, Tensor(composition.allRows)) + composition.penalty(at: variables)
    let gradients = gradient(of: value, withRespectTo: variables)
    let direction = naturalGradient(gradients, structure, damping, memory).map { -$0 }
    return Course(value: value, gradient: gradients, direction: direction)
  }

  /// The step from x along a direction and the last step.
  func take(
    _ course: Course, from x: Tensor, damping: Tensor, _ memory: [String: Tensor]
  ) -> Result {
    let last = objective.variables(in: memory["step"]!)
    let (alpha, mu, model) =
      solver.rescales
      ? best(course.direction, last, course.gradient, objective.variables(in: x), damping)
      : fixed(course.direction, course.gradient)
    let step = zip(course.direction, last).map {
      (alpha.cast(to: x.dtype) * $0 + mu.cast(to: x.dtype) * $1).flattened
    }
    let flat = Tensor.concatenate(step)
    return Result(point: x + flat, step: flat, model: model, length: alpha, momentum: mu)
  }

  /// The gradients times the inverse of the approximate curvature.
  private func naturalGradient(
    _ gradients: [Tensor], _ structure: KroneckerStructure, _ damping: Tensor,
    _ memory: [String: Tensor]
  ) -> [Tensor] {
    var results = gradients
    for (k, layer) in structure.layers.enumerated() {
      let v = layer.matrix(gradients)
      let (left, right) = (memory["left\(k)"]!, memory["right\(k)"]!)
      let product =
        isInEigenbasis
        ? KroneckerBasis(input: left, output: right)
          .solution(v, scale: memory["scale\(k)"]!, damping: damping)
        : KroneckerFactors(input: left, output: right).product(v)
      let parts = layer.parts(product)
      results[layer.weight] = parts.weight
      if let bias = layer.bias, let part = parts.bias { results[bias] = part }
    }
    for k in others {
      let curvature = memory["diagonal\(k)"]!.reshaped(gradients[k].shape)
      results[k] = gradients[k] / (curvature + damping.cast(to: curvature.dtype))
    }
    return results
  }

  /// α and μ that minimize the model with the exact Gauss–Newton matrix, and its value there.
  ///
  /// Martens & Grosse 2015, section 6.4 and, for momentum, section 7. The matrix is taken over the
  /// curvature's rows; where these are all, the forward pass is the gradient's.
  private func best(
    _ direction: [Tensor], _ last: [Tensor], _ gradients: [Tensor], _ variables: [Tensor],
    _ damping: Tensor
  ) -> (alpha: Tensor, mu: Tensor, model: Tensor) {
    let rows = Tensor(composition.rows)
    let output = composition.model(variables, rows).output
    let moves = [direction, last].map {
      pushforward(of: [output], withRespectTo: variables, along: $0)[0]
    }
    let curved = moves.map { move in
      hessianVectorProduct(of: { composition.loss($0, rows) }, at: output, along: move)
    }
    func quadratic(_ i: Int, _ j: Int) -> Tensor {
      let (a, b) = (i == 0 ? direction : last, j == 0 ? direction : last)
      let shifts = composition.decay.indices.map { k in
        (damping + composition.decay[k]) * wideDot([a[k]], [b[k]])
      }
      return shifts.reduce(wideDot([moves[i]], [curved[j]]), +)
    }
    let (dd, dl, ll) = (quadratic(0, 0), quadratic(0, 1), quadratic(1, 1))
    let (gd, gl) = (wideDot(gradients, direction), wideDot(gradients, last))
    let determinant = dd * ll - dl * dl
    // Before the first step, and where both point the same way, there is but one direction.
    let hasTwo = determinant .> 1e-10 * dd * ll
    // Without a slope there is nowhere to go.
    let single = select(dd .> 0, -gd / dd, 0)
    let alpha = select(hasTwo, (dl * gl - ll * gd) / determinant, single)
    let mu = select(hasTwo, (dl * gd - dd * gl) / determinant, 0)
    return (alpha, mu, 0.5 * (alpha * gd + mu * gl))
  }

  /// The step of fixed length, cut where it is long in the metric of the curvature.
  private func fixed(
    _ direction: [Tensor], _ gradients: [Tensor]
  ) -> (alpha: Tensor, mu: Tensor, model: Tensor) {
    let rate = solver.learningRate
    let slope = wideDot(gradients, direction)
    let cut = select(
      abs(slope) .> 0, min(sqrt(solver.normConstraint / (rate * rate * abs(slope))), 1), 1)
    let alpha = rate * cut
    return (alpha, Tensor(solver.momentum), alpha * slope)
  }

  func wideDot(_ a: [Tensor], _ b: [Tensor]) -> Tensor {
    zip(a, b).map { ($0.cast(to: .float64) * $1.cast(to: .float64)).sum() }.summed
  }
}
