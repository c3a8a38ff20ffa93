/// One operation of a traced program with the nodes it takes its inputs from.
///
/// Nodes are never changed after they are made: a transformation builds new ones.
package final class Node {
  package let op: Op
  package private(set) var inputs: [Node]
  package let shape: Shape
  package let dtype: DType
  /// Where the closure was handed to the tracer; inherited from the inputs.
  let origin: SourceLocation?

  /// - Precondition: The inputs fit the operation; else the message names both shapes and the
  ///   place in the user's closure.
  package init(_ op: Op, _ inputs: [Node] = [], origin: SourceLocation? = nil) {
    self.op = op
    self.inputs = inputs
    self.origin = origin ?? inputs.lazy.compactMap(\.origin).first
    do throws(ShapeMismatch) {
      (shape, dtype) = try op.result(of: inputs)
    } catch {
      fatalError(error.message + SourceLocation.description(tracedAt: self.origin))
    }
  }

  /// Frees a long chain of nodes in a loop: the default, one call inside the other, would
  /// overflow the stack on graphs tens of thousands of nodes deep.
  deinit {
    var pending = inputs
    inputs = []
    while var node = pending.popLast() {
      if isKnownUniquelyReferenced(&node) {
        pending += node.inputs
        node.inputs = []
      }
    }
  }
}

/// A place in the source of a user.
package struct SourceLocation: Sendable {
  let file: StaticString
  let line: UInt

  package init(file: StaticString, line: UInt) { (self.file, self.line) = (file, line) }
}
