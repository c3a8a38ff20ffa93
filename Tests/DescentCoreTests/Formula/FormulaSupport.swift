import Testing

@testable import DescentCore

extension Formula {
  /// The value for these arrays, compiled and run on one thread.
  func run(_ values: [String: NDArray] = [:]) throws -> NDArray { try compiled(values) }

  /// The value for these numbers.
  func number(_ values: [String: Double] = [:]) throws -> Double {
    try run(values.mapValues { NDArray(scalar: $0) }).scalar
  }

  /// The derivative of the sum of all elements with respect to one name.
  func gradient(_ name: String, at values: [String: NDArray]) throws -> [Double] {
    try compiled(values, differentiatedBy: name).doubles
  }

  /// The second derivative with respect to a name.
  func secondDerivative(_ name: String, at value: Double) throws -> Double {
    var failure: FormulaError?
    let program = Program(.init([1]), threads: 1) { x in
      let derivative = DescentCore.gradient { x in
        DescentCore.gradient { x in
          do throws(FormulaError) { return try self([name: x]).sum() } catch { failure = error }
          return x.sum()
        }(x).sum()
      }
      return [derivative(x)]
    }
    if let failure { throw failure }
    return program(NDArray([value]))[0].scalar
  }

  private func compiled(
    _ values: [String: NDArray], differentiatedBy variable: String? = nil
  ) throws -> NDArray {
    let names = values.keys.sorted()
    let arrays = names.map { values[$0]! }
    var failure: FormulaError?
    let program = Program(
      inputs: arrays.map { .init($0.shape, $0.dtype) }, threads: 1
    ) { inputs in
      do throws(FormulaError) {
        let tensors = Dictionary(uniqueKeysWithValues: zip(names, inputs))
        let result = try self(tensors)
        guard let variable else { return [result] }
        return DescentCore.gradient(of: result.sum(), withRespectTo: [tensors[variable]!])
      } catch {
        failure = error
        return [Tensor(0)]
      }
    }
    if let failure { throw failure }
    return program.run(arrays)[0]
  }
}

extension Formula {
  /// The error of a formula that is wrong, as text, when it is read or computed.
  static func message(_ text: String, _ values: [String: Tensor] = [:]) -> String {
    do throws(FormulaError) {
      _ = try Formula(text)(values)
      return "no error"
    } catch { return error.description }
  }
}

extension Tensor {
  /// A traced value of this shape.
  static func input(_ shape: Shape, _ dtype: DType = .float64, index: Int = 0) -> Tensor {
    Tensor(.input(index: index, shape, dtype))
  }
}
