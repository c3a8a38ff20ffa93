public import DescentCore

/// The variables of an objective while it is traced, by name: `v.x`, or `v["x"]`.
@dynamicMemberLookup
public struct Variables {
  /// The variables by name.
  public let tensors: [String: Tensor]

  /// The variables of these names.
  package init(_ tensors: [String: Tensor]) { self.tensors = tensors }

  /// The variable `name`.
  ///
  /// - Precondition: There is one.
  public subscript(dynamicMember name: String) -> Tensor { self[name] }

  /// The variable `name`.
  ///
  /// - Precondition: There is one.
  public subscript(name: String) -> Tensor {
    guard let tensor = tensors[name] else {
      fatalError("Variables: no '\(name)' among \(tensors.keys.sorted())")
    }
    return tensor
  }
}
