/// A curve that is made of whole schedules: `product:of=[cosine;plateau]`.
public protocol CompositeCurve: ScheduleCurve, Described {
  /// What it is made of.
  var parts: [Schedule] { get set }
}

extension CompositeCurve {
  public var text: String {
    let settings = changedText.isEmpty ? [] : [changedText]
    let parts = "of=[\(parts.map(\.description).joined(separator: ";"))]"
    return "\(Self.name):" + (settings + [parts]).joined(separator: ",")
  }

  public mutating func observe(_ value: Double) {
    for index in parts.indices { parts[index].observe(value) }
  }

  public var memory: [Double] {
    get { parts.flatMap(\.memory) }
    set {
      var rest = newValue[...]
      for index in parts.indices {
        let count = parts[index].memory.count
        parts[index].memory = Array(rest.prefix(count))
        rest = rest.dropFirst(count)
      }
    }
  }

  public var needsTotalSteps: Bool { parts.contains { $0.curve.needsTotalSteps } }

  public func resolved(totalSteps: Int) -> Self {
    var curve = self
    curve.parts = parts.map { $0.resolved(totalSteps: totalSteps) }
    return curve
  }
}
