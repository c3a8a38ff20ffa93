/// Something with a name and settings that the catalogue explains.
public protocol Described: Configurable {
  /// What it is, in one line.
  static var summary: String { get }
  /// The recursion in the paper's letters.
  static var formula: String { get }
  /// Authors, year, where, and which variant.
  static var source: String { get }
}
