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
    let (candidates, last, iterations) = candidates(state, &oracle)
    let damping = state.damping
    state.last = last
    state.report = State.Report()
    state.report.iterations = Double(iterations)
    guard let candidate = chosen(from: candidates, state.iterate, &oracle) else {
      return rejected(&state, after: damping)
    }
    state.report.chosen = Double(candidate.number)
    let report = move.take(
      candidate.point.doubles, model: candidate.model, &state.iterate, &state.damping, &oracle)
    state.report.ratio = report.ratio
    guard let length = report.length else { return rejected(&state, after: damping) }
    state.report.length = length
    return nil
  }

  private var move: DampedMove {
    DampedMove(adaptsDamping: adaptsDamping, searchesLine: searchesLine)
  }

  /// No step is taken, and the next one starts anew.
  private func rejected(_ state: inout State, after damping: Double) -> Outcome? {
    state.last = nil
    return move.reject(&state.iterate, &state.damping, after: damping)
  }

  // MARK: Conjugate gradients

  /// Iterates of conjugate gradients, the last one of all, and how many there were.
  private func candidates(
    _ state: State, _ oracle: inout Oracle
  ) -> (kept: [Candidate], last: NDArray?, count: Int) {
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
    func keep(_ number: Int, _ standing: DampedSystem.Standing) {
      guard number > 0, kept.last?.number != number else { return }
      kept.append(
        Candidate(
          number: number, point: system.iterate,
          model: standing.model - 0.5 * state.damping * standing.squaredLength))
    }
    var (mark, number, products, isSound) = (1.0, 0, 1, true)
    while Double(number) < iterations, !isEnough(models) {
      let next = system.advance()
      products += 1
      // Beyond rounding, or where the matrix is indefinite, there is nowhere to go.
      isSound = next.model.isFinite
      guard next.curvature > 0, isSound else { break }
      (standing, number) = (next, number + 1)
      models.append(standing.model)
      if Double(number) >= mark {
        mark = (mark * 1.3).rounded(.up)
        keep(number, standing)
      }
    }
    if isSound { keep(number, standing) }
    oracle.count(products: products)
    return (kept, isSound ? system.iterate : nil, number)
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
