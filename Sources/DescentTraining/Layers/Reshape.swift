public import DescentCore

/// A model without parameters that gives each row another shape.
public struct Reshape: Model {
  /// The shape of a row of the output.
  public let shape: Shape

  /// The reshaping of rows to `shape`.
  public init(_ shape: Shape) { self.shape = shape }

  /// - Precondition: A row has as many elements before as after.
  public func callAsFunction(_ x: Tensor, _ scope: Scope) -> Tensor {
    x.reshaped(Shape([x.shape[0]] + shape.sizes))
  }
}
