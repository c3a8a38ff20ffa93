public import DescentCore

/// The variables of an objective while it is traced, by name: `v.x`, or `v["x"]`.
@dynamicMemberLookup
public struct Variables {
  /// The variables by name.
  public let tensors: [String: Tensor]

  /// The variables of these names.
  package init(_ tensors: [String: Tensor]) { self.tensors = tensors }

  /// Stand-ins for variables of this layout, to see what a function makes of them.
  package static func probes(of layout: VariableLayout, _ precision: DType) -> Variables {
    let probes = layout.entries.enumerated().map { index, entry in
      (entry.name, Tensor(.input(index: index, entry.shape, precision)))
    }
    return Variables(Dictionary(uniqueKeysWithValues: probes))
  }

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
