import Foundation

#if os(Linux)
  import Runtime
#endif

extension SourceLocation {
  /// " (Model.swift:12, in the closure traced at Main.swift:30)", as far as it can be found.
  ///
  /// Operators cannot take `#line` as a default argument, so the line inside the closure is read
  /// from the stack: the innermost frame that is not in this module's sources.
  static func description(tracedAt origin: SourceLocation?) -> String {
    let traced = origin.map { "in the closure traced at \($0.file):\($0.line)" }
    let parts = [lineOfCaller(), traced].compactMap { $0 }
    return parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
  }

  private static func lineOfCaller() -> String? {
    #if os(Linux)
      guard let stack = try? Backtrace.capture().symbolicated() else { return nil }
      let places = stack.frames.compactMap { $0.symbol?.sourceLocation }
      let caller = places.first { place in
        !place.path.contains("/DescentCore/") && place.path.hasSuffix(".swift") && place.line > 0
      }
      return caller.map { "\(URL(filePath: $0.path).lastPathComponent):\($0.line)" }
    #else
      return nil
    #endif
  }
}
