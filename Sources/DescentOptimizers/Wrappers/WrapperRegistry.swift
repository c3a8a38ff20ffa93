public import DescentCore

/// The table of wrappers, in the order in which they are put around a rule, the outermost first.
public enum WrapperRegistry {
  /// The wrappers of this library.
  public static let all: [any Wrapper.Type] = [
    Maximize.self,
    ClipNorm.self,
    ClipValue.self,
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
}
