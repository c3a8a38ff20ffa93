import Foundation

/// A reproducible stream of random numbers: SplitMix64 with 64 bits of state.
///
///     stateₖ = seed + k·γ,  outputₖ = mix(stateₖ),  γ = 0x9E3779B97F4A7C15
///
/// The same seed gives the same stream on every platform and thread count. Steele, Lea & Flood
/// 2014, "Fast splittable pseudorandom number generators", with the mixing constants of Stafford's
/// variant 13.
public struct RandomSource: RandomNumberGenerator, Sendable, Hashable {
  /// The whole state: a source made from it goes on where this one stands.
  public private(set) var state: UInt64

  /// The stream of `seed`.
  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mix(state)
  }

  /// An independent stream for child `index`: one per layer, epoch or worker.
  ///
  /// Does not advance this stream.
  public func split(_ index: UInt64) -> RandomSource {
    RandomSource(seed: Self.mix(Self.mix(state) ^ (index &* 0xD1B5_4A32_D192_ED03 &+ 1)))
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// The number in [0, 1) that a counter and a key determine.
  static func uniform(counter: Double, key: Double) -> Double {
    let stream = mix(key.bitPattern &+ 0x9E37_79B9_7F4A_7C15)
    return Double(mix(counter.bitPattern ^ stream) >> 11) * 0x1p-53
  }

  /// A number drawn uniformly from [0, 1), a multiple of 2⁻⁵³.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A number drawn from the standard normal distribution (Box & Muller 1958, cosine branch).
  public mutating func normal() -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * .pi * uniform())
  }

  /// A number drawn uniformly from 0 ..< bound without bias (Lemire 2019).
  public mutating func index(below bound: Int) -> Int {
    Int(next(upperBound: UInt64(bound)))
  }

  /// A random order of 0 ..< count (Fisher & Yates 1938).
  public mutating func permutation(_ count: Int) -> [Int32] {
    var order = [Int32](0..<Int32(count))
    for k in stride(from: count - 1, to: 0, by: -1) { order.swapAt(k, index(below: k + 1)) }
    return order
  }
}
