import DescentCore
import Foundation
func step(_ B: Int, _ threads: Int, adam: Bool) {
let mlp = Program(inputs: [.init([60000, 784], .uint8), .init([B], .int32, isBatch: true), .init([60000], .int32), .init([109386], .float32), .init([109386], .float32), .init([109386], .float32), .init([])], donors: adam ? [0: 3, 3: 4, 4: 5] : [0: 3], threads: threads) { i in
  let x = i[0].take(i[1]).cast(to: .float32) * (1.0 / 255)
  let y = i[2].take(i[1])
  var at = 0
  func p(_ s: Shape) -> Tensor { defer { at += s.count }; return i[3].slice(at..<at + s.count).reshaped(s) }
  let ps = [p([784,128]), p([128]), p([128, 64]), p([64]), p([64, 10]), p([10])]
  let h = relu(matmul(x, ps[0]) + ps[1])
  let h2 = relu(matmul(h, ps[2]) + ps[3])
  let z = matmul(h2, ps[4]) + ps[5]
  let loss = (logSumExp(z) - (z * oneHot(y, count: 10)).sum([1])).mean()
  let g = Tensor.concatenate(gradient(of: loss, withRespectTo: ps).map(\.flattened))
  if !adam { return [i[3] - 0.1 * g, loss, square(g).sum()] }
  let m = 0.9 * i[4] + 0.1 * g
  let v = 0.999 * i[5] + 0.001 * g * g
  let mh = m / (1 - pow(0.9, i[6]))
  let vh = v / (1 - pow(0.999, i[6]))
  return [i[3] - 0.001 * (mh / (sqrt(vh) + 1e-8)), loss, square(g).sum(), m, v]
}

var r = RandomSource(seed: 1)
let xs = Storage((0..<60000*784).map { _ in UInt8(truncatingIfNeeded: r.next() >> 40) })
let ys = Storage((0..<60000).map { _ in Int32(r.next() % 10) })
let ps = Storage((0..<109386).map { _ in Float(r.normal() * 0.05) })
let m0 = Storage([Float](repeating: 0, count: 109386))
let v0 = Storage([Float](repeating: 0, count: 109386))
let idx = Storage((0..<B).map { _ in Int32(r.next() % 60000) })
let ex = Execution(mlp, inputs: [xs, idx, ys, ps, m0, v0, Storage([1.0])])
var best = 1e9
for rep in 0..<7 {
  let t = ContinuousClock.now
  let n = 40000 / (B + 20)
  for _ in 0..<n { idx.write((0..<B).map { _ in Int32(r.next() % 60000) }); ex.run() }
  let d = ContinuousClock.now - t
  best = min(best, Double(d.components.attoseconds) * 1e-18 / Double(n) + Double(d.components.seconds) / Double(n))
}
print(adam ? "adam" : "sgd", B, threads, "us", best * 1e6, "loss", ex.scalar(1))
}
for B in [1, 32, 128, 512] { for a in [false, true] { step(B, 2, adam: a) } }
step(1, 1, adam: false); step(1, 1, adam: true)
