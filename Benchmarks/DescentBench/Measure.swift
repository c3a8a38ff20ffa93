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

/// The bytes per second that a loop over large vectors reads and writes, best of several.
func peakBandwidth(threads: Int) -> Double {
  let count = 10_000_000
  let vector = Program.Input([count], .float32)
  let program = Program(inputs: [vector, vector], donors: [0: 0], threads: threads) {
    [$0[0] - 0.001 * $0[1]]
  }
  let zeros = (0..<2).map { _ in NDArray.zeros([count], .float32).storage.copy() }
  let execution = Execution(program, inputs: zeros)
  let best = (0..<12).map { _ in measured { execution.run() } }.min() ?? 1
  return 3 * 4 * Double(count) / best
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
