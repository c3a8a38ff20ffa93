// Derivatives of a traced graph node by node, in loops: a graph may be deeper than any stack.

/// The tangents of `results` when each variable moves along its direction: Jv.
///
/// Forward accumulation: nodes are visited from the variables to the results, each once.
package func pushforward(
  of results: [Tensor], withRespectTo variables: [Tensor], along directions: [Tensor]
) -> [Tensor] {
  let tangents = carried(directions, from: variables, to: results) { $0.pushforward($1) }
  return zip(results, tangents).map { $1 ?? .zeros(like: $0) }
}

/// What the results become when each variable becomes one of `values`; nil for those that depend
/// on none.
///
/// - Parameter rule: What a node becomes, given what its inputs have become; nil stands for an
///   input that stays what it is, and at least one does not. A nil result is passed on as such.
func carried(
  _ values: [Tensor], from variables: [Tensor], to results: [Tensor],
  by rule: (Node, [Tensor?]) -> Tensor?
) -> [Tensor?] {
  var known = Dictionary(
    uniqueKeysWithValues: zip(variables, values).map { (ObjectIdentifier($0.node), $1) })
  for node in topologicalOrder(of: results.map(\.node)) where known[ObjectIdentifier(node)] == nil {
    let inputs = node.inputs.map { known[ObjectIdentifier($0)] }
    guard inputs.contains(where: { $0 != nil }) else { continue }
    known[ObjectIdentifier(node)] = rule(node, inputs)
  }
  return results.map { known[ObjectIdentifier($0.node)] }
}

/// The sum over the results of wᵀJ with respect to each variable, where w is the result's
/// cotangent.
///
/// Reverse accumulation: nodes are visited from the results back to the variables, each once, and
/// the pullbacks of those that lie between are added up.
package func pullback(
  of results: [Tensor], _ cotangents: [Tensor], withRespectTo variables: [Tensor]
) -> [Tensor] {
  let order = topologicalOrder(of: results.map(\.node))
  let variable = Set(variables.map { ObjectIdentifier($0.node) })
  var depends = variable
  for node in order where node.inputs.contains(where: { depends.contains(ObjectIdentifier($0)) }) {
    depends.insert(ObjectIdentifier(node))
  }
  var adjoints: [ObjectIdentifier: Tensor] = [:]
  func add(_ adjoint: Tensor, to node: Node) {
    let id = ObjectIdentifier(node)
    adjoints[id] = adjoints[id].map { $0 + adjoint } ?? adjoint
  }
  for (result, cotangent) in zip(results, cotangents) { add(cotangent, to: result.node) }
  for node in order.reversed() where depends.contains(ObjectIdentifier(node)) {
    let id = ObjectIdentifier(node)
    guard let dy = adjoints[id] else { continue }
    if !variable.contains(id) { adjoints[id] = nil }
    for (input, dx) in zip(node.inputs, node.pullback(dy)) {
      if let dx, depends.contains(ObjectIdentifier(input)) { add(dx, to: input) }
    }
  }
  return variables.map { adjoints[ObjectIdentifier($0.node)] ?? .zeros(like: $0) }
}

extension Tensor {
  /// The same value as a node of its own, so that nothing but what is computed from this variable
  /// counts as depending on it. Hence transformations that are nested in one another, each with
  /// its own variable, cannot be confused.
  var asVariable: Tensor { Tensor(.cast(dtype), self) }
}

/// Traps unless each direction is a floating-point tensor of the shape of its point; gives the
/// directions in the types of the points.
func directions(_ v: [Tensor], fitting x: [Tensor], _ name: String) -> [Tensor] {
  require(x.count == v.count, "\(name): \(x.count) points and \(v.count) directions")
  return zip(x, v).map { x, v in
    require(
      x.shape == v.shape && x.dtype.isFloating && v.dtype.isFloating,
      "\(name): \(v.dtype)\(v.shape) is no direction at \(x.dtype)\(x.shape)")
    return v.cast(to: x.dtype)
  }
}

/// Traps unless `x` has derivatives.
func requireFloating(_ x: [Tensor], _ name: String, _ role: String) {
  for x in x {
    require(
      x.dtype.isFloating, "\(name): the \(role) must be floating-point, got \(x.dtype)\(x.shape)")
  }
}
