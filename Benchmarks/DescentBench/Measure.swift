import Descent
import Foundation

/// The floating-point operations per second of a large float32 matrix product, best of several.
func peakFlops(threads: Int) -> Double {
  let size = 1024
  let program = Program(.init([size, size], .float32), threads: threads) { a in [matmul(a, a)] }
  let ones = NDArray([Float](repeating: 1, count: size * size), shape: [size, size])
  let run = program.prepared(ones)
  let best = (0..<12).map { _ in measured { run() } }.min() ?? 1
  return 2 * Double(size * size * size) / best
}

/// How long `body` takes.
func measured(_ body: () -> Void) -> Double {
  let start = ContinuousClock.now
  body()
  return (ContinuousClock.now - start) / .seconds(1)
}

/// The middle value.
func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  let middle = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
