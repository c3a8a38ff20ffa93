public import DescentCore

/// What a rule remembers from step to step: tensors by name.
///
///     s.m = beta1 * s.m + (1 - beta1) * g
///
/// The names, shapes and types are those of `initialState(for:)` for good: a name that is not
/// there traps, a result of another floating-point type is converted.
@dynamicMemberLookup
public struct RuleState: ExpressibleByDictionaryLiteral {
  private var tensors: [String: Tensor]

  public init(dictionaryLiteral elements: (String, Tensor)...) {
    tensors = Dictionary(elements) { _, last in last }
    require(
      tensors.count == elements.count,
      "RuleState: a name occurs twice among \(elements.map(\.0))")
  }

  /// The state with these names and tensors, such as the inputs of a program.
  public init(names: [String], tensors: [Tensor]) {
    require(
      names.count == tensors.count,
      "RuleState: \(names.count) names for \(tensors.count) tensors")
    self.tensors = Dictionary(uniqueKeysWithValues: zip(names, tensors))
  }

  /// Zeros under these names, each in the shape and type of `other`.
  public static func zeros(_ names: String..., like other: Tensor) -> RuleState {
    RuleState(names: names, tensors: names.map { _ in .zeros(like: other) })
  }

  /// The names, sorted.
  public var names: [String] { tensors.keys.sorted() }

  // Not a sequence: its members, `count` and `max` among them, would hide names of a state.
  /// The names and tensors in the order of the names.
  public var entries: [(name: String, tensor: Tensor)] { names.map { ($0, self[$0]) } }

  /// The tensor under `name`.
  ///
  /// - Precondition: `name` is declared, and what is stored has the shape declared for it.
  public subscript(dynamicMember name: String) -> Tensor {
    get { self[name] }
    set { self[name] = newValue }
  }

  /// The tensor under `name`.
  ///
  /// - Precondition: `name` is declared, and what is stored has the shape declared for it.
  public subscript(name: String) -> Tensor {
    get { declared(name) }
    set {
      let old = declared(name)
      require(
        newValue.shape == old.shape,
        "RuleState: '\(name)' has shape \(old.shape), got \(newValue.shape)")
      tensors[name] = newValue.cast(to: old.dtype)
    }
  }

  private func declared(_ name: String) -> Tensor {
    guard let tensor = tensors[name] else {
      fatalError("RuleState: no '\(name)' among \(names); initialState(for:) declares the names")
    }
    return tensor
  }

  /// The tensors whose names begin with `scope` and a slash, under what follows; with an empty
  /// scope, all of them.
  func scoped(_ scope: String) -> RuleState {
    guard !scope.isEmpty else { return self }
    let prefix = scope + "/"
    let own = tensors.filter { $0.key.hasPrefix(prefix) }
    return RuleState(
      names: own.keys.map { String($0.dropFirst(prefix.count)) }, tensors: Array(own.values))
  }

  /// Stores the tensors of a scope, each of which is declared.
  mutating func store(_ state: RuleState, in scope: String) {
    for (name, tensor) in state.entries {
      self[scope.isEmpty ? name : "\(scope)/\(name)"] = tensor
    }
  }

  /// Declares one more tensor.
  public mutating func declare(_ name: String, _ tensor: Tensor) {
    require(tensors[name] == nil, "RuleState: '\(name)' is declared twice")
    tensors[name] = tensor
  }

  /// Declares the tensors of `state` too, in a scope if it is not empty.
  mutating func declare(_ state: RuleState, in scope: String = "") {
    for (name, tensor) in state.entries {
      declare(scope.isEmpty ? name : "\(scope)/\(name)", tensor)
    }
  }

  /// This state with the tensors of `other` declared too.
  func declaring(_ other: RuleState) -> RuleState {
    var result = self
    result.declare(other)
    return result
  }
}
