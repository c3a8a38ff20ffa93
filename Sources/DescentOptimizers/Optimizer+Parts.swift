import DescentCore

/// A piece of the parameters that one rule is called for.
struct ParameterPart {
  /// The scope of what the rule remembers for it; empty for the whole vector.
  let name: String
  let treatment: Treatment
  /// The elements of the vector that belong to it, in order.
  let ranges: [Range<Int>]
  /// Its own shape; nil for a vector.
  let shape: Shape?
  /// The parameters in it.
  let layout: VariableLayout
  /// Whether it is everything.
  let isWhole: Bool

  /// The part of a vector of all parameters.
  func cut(_ vector: Tensor) -> Tensor {
    let flat = isWhole ? vector : .concatenate(ranges.map { vector.slice($0) })
    return shape.map { flat.reshaped($0) } ?? flat
  }

  /// The same step, of this part alone.
  func cut(_ step: Step, of rate: Double) -> Step {
    var part = Step(
      from: cut(step.p), gradient: cut(step.g), learningRate: step.learningRate, t: step.t,
      number: step.number, layout: layout,
      decayMask: treatment.decaysAll ? nil : step.decayMask.map(cut))
    part.random = step.random.part(from: ranges[0].lowerBound)
    part.probe = step.probe.map { cut($0, at: step.p) }
    if treatment.learningRate != rate {
      part.learningRate = step.learningRate * (rate == 0 ? 0 : treatment.learningRate / rate)
    }
    return part
  }

  /// The function as one of this part, the others staying where they are.
  private func cut(_ probe: Probe, at p: Tensor) -> Probe {
    guard !isWhole || shape != nil else { return probe }
    var part = probe
    part.gradient = { cut(probe.gradient(paste($0, into: p))) }
    part.hessianVectorProduct = {
      cut(probe.hessianVectorProduct(paste($0, into: .zeros(like: p))))
    }
    part.sampledGradient = probe.sampledGradient.map { sampled in { cut(sampled($0)) } }
    part.valueAt = probe.valueAt.map { value in { value(paste($0, into: p)) } }
    return part
  }

  /// `vector` with this part of it replaced.
  private func paste(_ part: Tensor, into vector: Tensor) -> Tensor {
    var (pieces, end, used) = ([Tensor](), 0, 0)
    for range in ranges {
      if range.lowerBound > end { pieces.append(vector.slice(end..<range.lowerBound)) }
      pieces.append(part.flattened.slice(used..<used + range.count))
      (end, used) = (range.upperBound, used + range.count)
    }
    if end < vector.shape.count { pieces.append(vector.slice(end..<vector.shape.count)) }
    return .concatenate(pieces)
  }
}

extension Optimizer {
  /// The parts of the parameters, in the order of their first elements, that rules are called for.
  ///
  /// - Parameter view: Which parts are looked at at a time, if not those that the rules look at.
  func parts(of layout: VariableLayout, by view: ParameterView? = nil) -> [ParameterPart] {
    let treatments = [treatment] + groups.map(\.treatment)
    let owners = layout.entries.map { entry in
      (groups.lastIndex { $0.contains(entry.name) } ?? -1) + 1
    }
    return treatments.indices.flatMap { index -> [ParameterPart] in
      let entries = zip(layout.entries, owners).filter { $0.1 == index }.map(\.0)
      let treatment = treatments[index]
      return entries.isEmpty
        ? [] : parts(of: entries, treatment, by: view ?? type(of: treatment.rule).view, in: layout)
    }
  }

  private func parts(
    of entries: [VariableLayout.Entry], _ treatment: Treatment, by view: ParameterView,
    in layout: VariableLayout
  ) -> [ParameterPart] {
    let pieces: [[VariableLayout.Entry]] =
      switch view {
      case .tensors: entries.map { [$0] }
      case .vector: [entries]
      case .elements: runs(of: entries)
      }
    let isTensor = view == .tensors
    return pieces.map { piece in
      let isWhole = piece.count == layout.entries.count
      return ParameterPart(
        name: isWhole && !isTensor ? "" : piece[0].name, treatment: treatment,
        ranges: runs(of: piece).map { $0[0].range.lowerBound..<$0[$0.count - 1].range.upperBound },
        shape: isTensor ? piece[0].shape : nil,
        layout: VariableLayout(piece.map { ($0.name, $0.shape) }), isWhole: isWhole)
    }
  }

  /// The parameters in groups of neighbors.
  private func runs(of entries: [VariableLayout.Entry]) -> [[VariableLayout.Entry]] {
    entries.reduce(into: []) { runs, entry in
      if let last = runs.last?.last, last.range.upperBound == entry.range.lowerBound {
        runs[runs.count - 1].append(entry)
      } else {
        runs.append([entry])
      }
    }
  }

  /// The vector of all parameters after a step, each part by its own rule.
  func updateParts(_ step: Step, state: inout RuleState) -> Tensor {
    step.rateInForce.learningRate = step.learningRate
    let step = penalty(on: step.layout, mask: step.decayMask)?.added(to: step) ?? step
    let parts = parts(of: step.layout)
    let pieces = parts.map { part in
      var own = state.scoped(part.name)
      let new = part.treatment.update(part.cut(step, of: treatment.learningRate), state: &own)
      state.store(own, in: part.name)
      return new
    }
    return joined(pieces, of: parts)
  }

  /// What decoupled decay takes off the parameters in a step; nil where nothing decays.
  func decay(in step: Step) -> Tensor? {
    let parts = parts(of: step.layout)
    guard parts.contains(where: { !$0.treatment.decays.isEmpty }) else { return nil }
    return joined(
      parts.map { $0.treatment.decay(in: $0.cut(step, of: treatment.learningRate)) }, of: parts)
  }
}

/// The vector that these parts make up.
func joined(_ pieces: [Tensor], of parts: [ParameterPart]) -> Tensor {
  if let part = parts.first, part.isWhole, part.shape == nil { return pieces[0] }
  var slices: [(start: Int, tensor: Tensor)] = []
  for (part, piece) in zip(parts, pieces) {
    var used = 0
    for range in part.ranges {
      let isAll = part.ranges.count == 1
      let slice = isAll ? piece.flattened : piece.slice(used..<used + range.count)
      slices.append((range.lowerBound, slice))
      used += range.count
    }
  }
  return .concatenate(slices.sorted { $0.start < $1.start }.map(\.tensor))
}
