import DescentCore

extension HessianFree {
  /// An iterate of conjugate gradients that was kept.
  private struct Candidate {
    var number: Int
    var point: NDArray
    /// φ without damping.
    var model: Double
  }

  public func step(_ state: inout State, _ oracle: inout Oracle) -> Outcome? {
    let (candidates, last, products) = candidates(state, &oracle)
    state.last = last
    state.report = State.Report()
    state.report.products = Double(products)
    guard let candidate = chosen(from: candidates, state.iterate, &oracle) else {
      return rejected(&state)
    }
    state.report.chosen = Double(candidate.number)
    let report = move.take(
      candidate.point.doubles, model: candidate.model, &state.iterate, &state.damping, &oracle)
    state.report.ratio = report.ratio
    guard let length = report.length else { return rejected(&state) }
    state.report.length = length
    return nil
  }

  private var move: DampedMove {
    DampedMove(adaptsDamping: adaptsDamping, searchesLine: searchesLine)
  }

  /// No step is taken, and the next one starts anew.
  private func rejected(_ state: inout State) -> Outcome? {
    state.last = nil
    return move.reject(&state.iterate, &state.damping)
  }

  // MARK: Conjugate gradients

  /// Iterates of conjugate gradients, the last one of all, and how many products they took.
  private func candidates(
    _ state: State, _ oracle: inout Oracle
  ) -> (kept: [Candidate], last: NDArray, products: Int) {
    let start = state.iterate
    let system = oracle.dampedSystem(curvature, isStructural: structural > 0)
    system.product.structural.write(CollectionOfOne(structural * state.damping))
    system.product.move(to: start.point, data: oracle.data)
    var warm = state.last?.doubles ?? [Double](repeating: 0, count: start.point.count)
    multiply(&warm, by: decay)
    let down = start.gradient.doubles.map { -$0 }
    var standing = system.begin(
      at: NDArray(warm).converted(to: start.point.dtype),
      rightSide: NDArray(down).converted(to: start.point.dtype),
      scale: inverseScale(state, &oracle), damping: state.damping)
    var models = [standing.model]
    var kept: [Candidate] = []
    var mark = 1.0
    var number = 0
    while Double(number) < iterations {
      let before = standing
      standing = system.advance()
      number += 1
      // Beyond rounding, or where the matrix is indefinite, there is nowhere to go.
      guard standing.curvature > 0, standing.model.isFinite else {
        standing = before
        break
      }
      models.append(standing.model)
      let isLast = isEnough(models) || Double(number) == iterations
      if Double(number) >= mark || isLast {
        mark = (mark * 1.3).rounded(.up)
        kept.append(
          Candidate(
            number: number, point: system.iterate,
            model: standing.model - 0.5 * state.damping * standing.squaredLength))
      }
      if isLast { break }
    }
    oracle.count(products: number + 1)
    return (kept, system.iterate, number + 1)
  }

  /// Whether the last k steps brought the model so little that more are not worth it.
  ///
  /// Martens 2010, section 4.4: φᵢ < 0 and (φᵢ − φᵢ₋ₖ)/φᵢ < k·ε, k = max(10, i/10).
  func isEnough(_ models: [Double]) -> Bool {
    let i = models.count - 1
    let k = max(10, i / 10)
    guard i > k, models[i] < 0 else { return false }
    return (models[i] - models[i - k]) / models[i] < Double(k) * progress
  }

  /// The best of the iterates on the curvature's rows, the last ones tried first.
  ///
  /// Martens 2010, section 4.6: back from the last as long as the value falls.
  private func chosen(
    from candidates: [Candidate], _ start: Iterate, _ oracle: inout Oracle
  ) -> Candidate? {
    guard backtracks, candidates.count > 1 else { return candidates.last }
    var best: (candidate: Candidate, value: Double)?
    for candidate in candidates.reversed() {
      let value = oracle.curvatureValue(at: sum(start.point, 1, candidate.point.doubles))
      if let best, !(value < best.value), best.value.isFinite { return best.candidate }
      best = (candidate, value)
    }
    return best?.candidate
  }

  /// (Σᵢ∇fᵢ² + λ)^−exponent
  private func inverseScale(_ state: State, _ oracle: inout Oracle) -> NDArray {
    let point = state.iterate.point
    guard preconditions else {
      return NDArray([Double](repeating: 1, count: point.count)).converted(to: point.dtype)
    }
    return oracle.inverseScale(at: point, damping: state.damping, exponent: exponent)
  }
}

extension Oracle {
  /// Conjugate gradients with products of this matrix.
  mutating func dampedSystem(_ matrix: CurvatureMatrix, isStructural: Bool) -> DampedSystem {
    let product = products(of: matrix, isStructural: isStructural)
    return cached("system \(matrix)" + (isStructural ? ", structural" : "")) {
      DampedSystem(product, count: $0.layout.count, $0.precision, threads: $0.threads)
    }
  }

  /// (Σᵢ∇fᵢ²/n + λ)^−exponent over the curvature's rows, λ the damping and that of the penalty.
  ///
  /// Martens 2010, section 4.7, with the mean in the place of the sum, as the function is a mean.
  mutating func inverseScale(at point: NDArray, damping: Double, exponent: Double) -> NDArray {
    let execution = execution("preconditioner, exponent \(exponent)") { objective, _ in
      let inputs: [Program.Input] = [
        .init([objective.layout.count], objective.precision), .init([]),
      ]
      return Program(inputs: inputs, threads: objective.threads) { input in
        [objective.inverseScale(at: input[0], damping: input[1], exponent: exponent)]
      }
    }
    execution.inputs[0].copyBytes(from: point.storage)
    execution.inputs[1].write(CollectionOfOne(damping))
    execution.run()
    work += objective.curvatureRowCount
    return execution.output(0)
  }
}

extension Objective {
  fileprivate func inverseScale(at x: Tensor, damping: Tensor, exponent: Double) -> Tensor {
    guard let composition else { return .ones(like: x) }
    let sums = composition.squaredGradientSums(at: variables(in: x))
    let pieces = zip(sums, composition.decay).map { sum, decay in
      let shift = (damping + decay).cast(to: precision)
      return pow(sum / Double(composition.rowCount) + shift, -exponent).flattened
    }
    return .concatenate(pieces)
  }
}
