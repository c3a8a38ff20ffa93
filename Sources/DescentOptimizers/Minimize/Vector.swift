import DescentCore

// Sums in eight parts: the compiler may not reorder a plain sum, which would take three times as
// long.

/// Σᵢ aᵢ·bᵢ
func dot(_ a: [Double], _ b: [Double]) -> Double {
  require(a.count == b.count, "dot: vectors of \(a.count) and \(b.count) numbers")
  var sums = SIMD8<Double>.zero
  let whole = a.count / 8 * 8
  for i in stride(from: 0, to: whole, by: 8) {
    let x = SIMD8(a[i], a[i + 1], a[i + 2], a[i + 3], a[i + 4], a[i + 5], a[i + 6], a[i + 7])
    let y = SIMD8(b[i], b[i + 1], b[i + 2], b[i + 3], b[i + 4], b[i + 5], b[i + 6], b[i + 7])
    sums += x * y
  }
  var sum = sums.sum()
  for i in whole..<a.count { sum += a[i] * b[i] }
  return sum
}

/// √Σᵢ aᵢ², scaled where a square might overflow or vanish.
func norm(_ a: [Double]) -> Double {
  let square = dot(a, a)
  if square.isFinite && square > 1e-280 { return square.squareRoot() }
  if a.contains(where: \.isNaN) { return .nan }
  let largest = largest(a)
  guard largest > 0, largest.isFinite else { return largest }
  return largest * a.reduce(0) { $0 + ($1 / largest) * ($1 / largest) }.squareRoot()
}

/// maxᵢ |aᵢ|, 0 for an empty vector.
func largest(_ a: [Double]) -> Double { a.reduce(0) { max($0, abs($1)) } }

/// y ← y + c·x
func accumulate(_ c: Double, _ x: [Double], into y: inout [Double]) {
  require(x.count == y.count, "accumulate: vectors of \(x.count) and \(y.count) numbers")
  for i in x.indices { y[i] += c * x[i] }
}

/// a ← c·a
func multiply(_ a: inout [Double], by c: Double) {
  for i in a.indices { a[i] *= c }
}
