import DescentCore

/// What is added to the function for the sake of small parameters.
///
///     Σ ½·l2·‖m·p‖² + l1·‖m·p‖₁     over the treatments; m is 1 where penalties act, else 0
///
/// Rules see the sum: its value, gradients and products with the Hessian.
struct Penalty {
  /// The parameters by treatment.
  let parts: [ParameterPart]
  /// m of the treatments that do not name the weight themselves; nil for 1.
  let mask: Tensor?

  /// The two summands.
  private enum Term: String, CaseIterable {
    case l2, l1

    func value(_ x: Tensor) -> Tensor { self == .l2 ? 0.5 * square(x).sum() : abs(x).sum() }
    func gradient(_ x: Tensor) -> Tensor { self == .l2 ? x : sign(x) }

    func weight(in treatment: Treatment) -> Coefficient {
      self == .l2 ? treatment.l2 : treatment.l1
    }
  }

  /// `value` and the penalty at `p`.
  func adding(to value: Tensor, at p: Tensor) -> Tensor {
    parts.reduce(value) { sum, part in
      terms(part).reduce(sum) { sum, term in
        let x = masked(part.cut(p), part, term)
        return sum + (term.weight(in: part.treatment) * term.value(x)).cast(to: value.dtype)
      }
    }
  }

  /// `g` and the penalty's gradient at `p`.
  func adding(toGradient g: Tensor, at p: Tensor) -> Tensor {
    adding(to: g) { part, term in term.gradient(masked(part.cut(p), part, term)) }
  }

  /// `product` and the product of the penalty's Hessian with `v`.
  func adding(toProduct product: Tensor, with v: Tensor) -> Tensor {
    adding(to: product) { part, term in
      term == .l2 ? masked(part.cut(v), part, term) : nil
    }
  }

  private func adding(
    to vector: Tensor, _ summand: (ParameterPart, Term) -> Tensor?
  ) -> Tensor {
    let pieces = parts.map { part in
      terms(part).reduce(part.cut(vector)) { sum, term in
        summand(part, term).map { sum + term.weight(in: part.treatment) * $0 } ?? sum
      }
    }
    return joined(pieces, of: parts)
  }

  private func terms(_ part: ParameterPart) -> [Term] {
    part.treatment.isFrozen
      ? [] : Term.allCases.filter { !$0.weight(in: part.treatment).isZero }
  }

  private func masked(_ x: Tensor, _ part: ParameterPart, _ term: Term) -> Tensor {
    guard let mask, !part.treatment.unmasked.contains(term.rawValue) else { return x }
    return part.cut(mask).cast(to: x.dtype) * x
  }
}

extension Optimizer {
  /// What is added to the function; nil where nothing is.
  ///
  /// - Parameter mask: 1 where penalties act and 0 where not; nil for everywhere.
  func penalty(on layout: VariableLayout, mask: Tensor? = nil) -> Penalty? {
    let treatments = [treatment] + groups.map(\.treatment)
    guard treatments.contains(where: { !$0.l2.isZero || !$0.l1.isZero }) else { return nil }
    return Penalty(parts: parts(of: layout, by: .elements), mask: mask)
  }
}

extension Penalty {
  /// The same step of the function with the penalty.
  func added(to step: Step) -> Step {
    var sum = step
    sum.g = adding(toGradient: step.g, at: step.p)
    sum.probe = step.probe.map { probe in
      var sum = probe.changingGradients(at: step.p) { adding(toGradient: $0, at: $1) }
      sum.value = adding(to: probe.value, at: step.p)
      sum.hessianVectorProduct = { adding(toProduct: probe.hessianVectorProduct($0), with: $0) }
      sum.valueAt = probe.valueAt.map { value in { adding(to: value($0), at: $0) } }
      return sum
    }
    return sum
  }
}
