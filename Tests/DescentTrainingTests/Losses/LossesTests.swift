import DescentCore
import Foundation
import Testing

@testable import DescentTraining

@Suite struct LossesTests {
  struct Entry: Decodable, CustomTestStringConvertible {
    let id, reduction: String
    let labelSmoothing: Double
    let input, target, gradient: [[Double]]
    let value, rtol: Double

    var testDescription: String { id }

    func callAsFunction(_ x: Tensor) -> Tensor {
      let reduction: LossReduction = self.reduction == "mean" ? .mean : .sum
      let flat = target.flatMap { $0 }
      let numbers = Tensor(
        NDArray(flat, shape: x.shape == [flat.count] ? x.shape : [target.count, target[0].count]))
      if id.hasPrefix("torch.mse") { return meanSquaredError(x, numbers, reduction: reduction) }
      if id.hasPrefix("torch.binary") {
        return binaryCrossEntropy(x, numbers, reduction: reduction)
      }
      return softmaxCrossEntropy(
        x, Tensor(NDArray(flat.map { Int32($0) })), labelSmoothing: labelSmoothing,
        reduction: reduction)
    }
  }

  static let entries: [Entry] = {
    guard
      let url = Bundle.module.url(
        forResource: "losses", withExtension: "json", subdirectory: "Reference"),
      let data = try? Data(contentsOf: url)
    else { return [] }
    return (try? JSONDecoder().decode([Entry].self, from: data)) ?? []
  }()

  @Test func `all reference entries are read`() { #expect(Self.entries.count == 12) }

  @Test(arguments: entries) func `values and gradients are those of PyTorch`(entry: Entry) {
    let shape: Shape = [entry.input.count, entry.input[0].count]
    let program = Program(.init(shape)) { x in
      let (value, gradient) = valueAndGradient { entry($0) }(x)
      return [value, gradient]
    }
    let results = program(NDArray(entry.input.flatMap { $0 }, shape: shape))
    let gradient = entry.gradient.flatMap { $0 }
    #expect(abs(results[0].scalar - entry.value) <= entry.rtol * max(1, abs(entry.value)))
    let scale = max(1, gradient.map(abs).max() ?? 1)
    for (found, expected) in zip(results[1].doubles, gradient) {
      #expect(abs(found - expected) <= entry.rtol * scale)
    }
  }

  private func valueAndGradient(
    _ f: @escaping (Tensor) -> Tensor
  ) -> (Tensor) -> (value: Tensor, gradient: Tensor) {
    DescentCore.valueAndGradient(of: f)
  }

  @Test(arguments: [DType.float32, .float64])
  func `losses and their gradients are finite at logits of ten thousand`(dtype: DType) {
    let logits = NDArray([1e4, -1e4, 0, -1e4, 1e4, 0], shape: [2, 3]).converted(to: dtype)
    let program = Program(.init([2, 3], dtype)) { x in
      let a = self.valueAndGradient {
        softmaxCrossEntropy($0, Tensor(NDArray([Int32(1), 2])), labelSmoothing: 0.1)
      }(x)
      let b = self.valueAndGradient { binaryCrossEntropy($0, .ones(like: $0)) }(x)
      return [a.value, a.gradient, b.value, b.gradient]
    }
    for result in program(logits) { #expect(result.doubles.allSatisfy { $0.isFinite }) }
  }

  @Test func `an infinitely unlikely other class does not make the loss NaN`() {
    let logits = NDArray([0, -Double.infinity, 1], shape: [1, 3])
    let program = Program(.init([1, 3])) { [softmaxCrossEntropy($0, Tensor(NDArray([Int32(0)])))] }
    #expect(abs(program(logits)[0].scalar - log(1 + exp(1.0))) < 1e-12)
  }

  @Test func `binary cross-entropy takes classes as well as numbers`() {
    let program = Program(inputs: [.init([3, 1]), .init([3], .int32)]) { x in
      [Loss.binaryCrossEntropy(x[0], x[1])]
    }
    let value = program.run([NDArray([0.5, -1, 2], shape: [3, 1]), NDArray([Int32(1), 0, 1])])[0]
    let expected = [log1p(exp(-0.5)), log1p(exp(-1.0)), log1p(exp(-2.0))].reduce(0, +) / 3
    #expect(abs(value.scalar - expected) < 1e-12)
  }
}
