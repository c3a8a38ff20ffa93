public import DescentCore

/// Random tensors of one step: the same for the same seed and step, on any number of threads.
public struct RandomTensors {
  private var key: Tensor
  /// How many draws came before.
  private var stream = 0.0
  /// The place of the first number among those of all parameters.
  private var start = 0

  /// The draws of step `step`, a `float64` scalar.
  public init(seed: UInt64, step: Tensor) {
    // The key of a step is its number, moved so that seeds do not overlap in any run.
    key = step + Double(RandomSource(seed: seed).split(0).state >> 12) * 0x1p-12
  }

  /// The draws for a part of the parameters, the first of them number `start`.
  func part(from start: Int) -> RandomTensors {
    var part = self
    part.start += start
    return part
  }

  /// Draws of their own for the k-th of several samples; number 0 has the same draws as this.
  func draw(_ k: Int) -> RandomTensors {
    guard k > 0 else { return self }
    var draw = self
    draw.key = Tensor.uniform([1], key: key, stream: 8191, from: k).reshaped([]) * 0x1p40
    return draw
  }

  /// Numbers drawn uniformly from [0, 1), in the shape and type of `other`.
  public mutating func uniform(like other: Tensor) -> Tensor {
    stream += 1
    return .uniform(other.shape, key: key, stream: stream, from: start).cast(to: other.dtype)
  }

  /// Numbers drawn from the standard normal distribution (Box & Muller 1958, cosine branch).
  public mutating func normal(like other: Tensor) -> Tensor {
    let wide = other.cast(to: .float64)
    let radius = sqrt(-2 * log(1 - uniform(like: wide)))
    return (radius * cos(2 * .pi * uniform(like: wide))).cast(to: other.dtype)
  }

  /// Signs, −1 or 1, each as likely (Rademacher).
  public mutating func signs(like other: Tensor) -> Tensor {
    select(uniform(like: other) .< 0.5, Tensor.filled(-1, like: other), Tensor.ones(like: other))
  }
}
