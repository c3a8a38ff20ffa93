public import DescentCore

/// The table of wrappers, in the order in which they are put around a rule, the outermost first.
public enum WrapperRegistry {
  // Outside: what the gradient is taken of, and whether there is a step at all. Then what looks at
  // whole steps, what changes gradients, and what changes the rule's own update.
  /// The wrappers of this library.
  public static let all: [any Wrapper.Type] = [
    Maximize.self,
    FiniteDifferences.self,
    SPSA.self,
    SAM.self,
    ZeroNaNs.self,
    SkipNonfinite.self,
    Accumulate.self,
    ApplyEvery.self,
    EMA.self,
    SWA.self,
    PolyakAverage.self,
    LookAhead.self,
    KeepNonnegative.self,
    Mechanic.self,
    ReduceOnPlateau.self,
    Centralize.self,
    ClipNorm.self,
    ClipValue.self,
    ClipParameterNorm.self,
    ClipRMS.self,
    ClipAdaptive.self,
    Normalize.self,
    Noise.self,
    SignCompression.self,
    TopK.self,
    RandomK.self,
    QSGD.self,
    Cautious.self,
    Grams.self,
    ScaleByNorm.self,
  ]

  /// The names of all wrappers.
  public static var names: [String] { all.map { $0.name } }

  /// A wrapper with these settings and else its defaults.
  ///
  /// - Throws: For an unknown name or key, or text that is no value in its range.
  public static func make(
    _ name: String, settings: [String: String] = [:]
  ) throws(DescentError) -> any Wrapper {
    guard let wrapper = all.first(where: { $0.name == name }) else {
      throw .unknown("wrapper", name, among: names)
    }
    return try wrapper.init(settings: settings)
  }

  /// The wrapper that a user wrote as `name` or `name:key=value,key=value`.
  ///
  /// - Throws: For an unknown name or key, or text that is no value in its range.
  public static func make(text: String) throws(DescentError) -> any Wrapper {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    guard names.contains(name) else { throw .unknown("wrapper", name, among: names) }
    let items = parts.dropFirst().flatMap {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return try make(name, settings: keyValues(items, of: name))
  }
}
