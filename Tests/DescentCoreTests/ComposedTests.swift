import Foundation
import Testing

@testable import DescentCore

/// Operations that are composed of the primitives, against plain loops.
@Suite struct ComposedTests {
  private func run(_ x: NDArray, _ function: (Tensor) -> Tensor) -> NDArray {
    Program.run([x]) { [function($0[0])] }[0]
  }

  @Test(arguments: [[1], [2], [5], [7, 3], [2, 4, 3]])
  func `products and cumulative sums equal loops`(sizes: [Int]) {
    let x = NDArray.uniform(Shape(sizes), in: 0.5...1.5, seed: 1)
    let product = x.doubles.reduce(1, *)
    expectClose(run(x) { $0.product() }.doubles, [product], relative: 1e-14)
    let last = sizes[sizes.count - 1]
    let rows = stride(from: 0, to: x.shape.count, by: last).map { Array(x.doubles[$0..<$0 + last]) }
    expectClose(
      run(x) { $0.product([-1]) }.doubles, rows.map { $0.reduce(1, *) }, relative: 1e-14)
    let sums = rows.flatMap { row in row.indices.map { row[...$0].reduce(0, +) } }
    expectClose(run(x) { $0.cumulativeSum() }.doubles, sums, relative: 1e-14)
  }

  @Test func `cumulative sums run along any axis`() {
    let x = NDArray([1.0, 2, 3, 4, 5, 6], shape: [3, 2])
    #expect(run(x) { $0.cumulativeSum(axis: 0) }.doubles == [1, 2, 4, 6, 9, 12])
  }

  @Test func `the derivatives of a product are exact where factors are zero`() {
    let x = NDArray([0.0, 3, 0, 5])
    let first = run(NDArray([0.0, 3, 2, 5])) { x in
      gradient(of: x.product(), withRespectTo: [x])[0]
    }
    #expect(first.doubles == [30, 0, 0, 0])
    let mixed = run(x) { x in
      let g = gradient(of: x.product(), withRespectTo: [x])[0]
      return gradient(of: g.slice(0..<1).sum(), withRespectTo: [x])[0]
    }
    #expect(mixed.doubles == [0, 0, 15, 0])
  }

  @Test func `the norm has derivative 0 at 0`() {
    for point in [[0.0, 0], [3, 4]] {
      let x = NDArray(point)
      #expect(run(x) { norm($0) }.doubles == [point == [0, 0] ? 0 : 5])
      let g = run(x) { x in gradient(of: norm(x), withRespectTo: [x])[0] }
      expectClose(g.doubles, point == [0, 0] ? [0, 0] : [0.6, 0.8], relative: 1e-15)
      let second = run(x) { x in
        let g = gradient(of: norm(x), withRespectTo: [x])[0]
        return gradient(of: (g * g).sum(), withRespectTo: [x])[0]
      }
      expectClose(second.doubles, [0, 0], absolute: 1e-15)
    }
  }

  @Test func `variance is the mean squared distance`() {
    let x = NDArray([1.0, 2, 4, 9])
    #expect(run(x) { $0.variance() }.scalar == 9.5)
    expectClose(run(x) { $0.variance(correction: 1) }.doubles, [38.0 / 3], relative: 1e-15)
    let rows = NDArray([1.0, 3, 5, 5], shape: [2, 2])
    #expect(run(rows) { $0.variance([1]) }.doubles == [1, 0])
    expectClose(
      run(x) { $0.standardDeviation(correction: 1) }.doubles, [(38.0 / 3).squareRoot()],
      relative: 1e-15)
  }

  @Test func `axes that are kept have size 1`() {
    let x = NDArray([1.0, -3, 5, 5], shape: [2, 2])
    let results = [
      run(x) { $0.variance([1], keepingAxes: true) },
      run(x) { $0.standardDeviation([1], keepingAxes: true) },
      run(x) { norm($0, [1], order: 1, keepingAxes: true) },
      run(x) { norm($0, [1], keepingAxes: true) },
      run(x) { norm($0, [1], order: 3, keepingAxes: true) },
      run(x) { norm($0, [1], order: .infinity, keepingAxes: true) },
      run(x) { logSumExp($0, keepingAxes: true) },
    ]
    #expect(results.map(\.shape) == results.map { _ in [2, 1] })
    #expect(results[0].doubles == [4, 0] && results[1].doubles == [2, 0])
    #expect(results[2].doubles == [4, 10] && results[5].doubles == [3, 5])
  }

  @Test func `whole powers are those of arithmetic`() {
    let x = NDArray([-2.0, 0.5, 4])
    #expect(run(x) { pow($0, -1) }.doubles == [-0.5, 2, 0.25])
    #expect(run(x) { pow($0, 0) }.doubles == [1, 1, 1])
    #expect(run(x) { pow($0, 2) }.doubles == [4, 0.25, 16])
    #expect(run(x) { pow($0, 3) }.doubles == [-8, 0.125, 64])
  }

  @Test func `whole numbers are promoted by what does not fit them`() {
    let x = NDArray([-3, 5, 4] as [Int32])
    #expect(run(x) { $0 * 2 } == NDArray([-6, 10, 8] as [Int32]))
    #expect(run(x) { $0 * 0.5 } == NDArray([-1.5, 2.5, 2]))
    #expect(run(x) { ($0 .< 4.5).cast(to: .float64) } == NDArray([1.0, 0, 1]))
    #expect(run(x) { $0.mean() } == NDArray(scalar: 2.0))
    #expect(run(x) { ($0 .> 0).sum() } == NDArray([2] as [Int32], shape: []))
    let number = NDArray(scalar: 0.5)
    #expect(
      run(number) { Tensor(NDArray([3, 5] as [Float])) * $0 } == NDArray([1.5, 2.5] as [Float]))
    #expect(
      run(number) { $0 * Tensor(NDArray([3, 5] as [Float])) } == NDArray([1.5, 2.5] as [Float]))
  }

  @Test func `a cast to whole numbers is toward zero`() {
    let x = NDArray([-1.5, -0.5, 0.5, 1.5, -2])
    #expect(run(x) { $0.cast(to: .int32) } == NDArray([-1, 0, 0, 1, -2] as [Int32]))
  }

  @Test func `an extreme of what holds a NaN is NaN, wherever it is`() {
    for count in [3, 100] {
      for place in [0, 1, count - 1] {
        var numbers = (0..<count).map(Double.init)
        numbers[place] = .nan
        let x = NDArray(numbers)
        #expect(run(x) { $0.max() }.scalar.isNaN && run(x) { $0.min() }.scalar.isNaN)
        let columns = run(x) { Tensor.stack([$0, $0 * 0 + 1], axis: 1).min([0]) }.doubles
        #expect(columns[0].isNaN && columns[1].isNaN)
      }
    }
  }

  @Test func `rows outside a table are NaN`() {
    let indices = Tensor(NDArray([3, 2, -1] as [Int32]))
    expectClose(run(NDArray([1.0, 2, 3])) { $0.take(indices) }.doubles, [.nan, 3, .nan])
  }

  @Test func `positions of extremes are in range for NaN, too`() {
    let x = NDArray([3.0, 1, 1, .nan, 5, .nan], shape: [2, 3])
    #expect(run(x) { $0.argmax() }.doubles == [0, 0])
    #expect(run(x) { $0.argmin() }.doubles == [1, 0])
  }

  @Test func `the largest come with their positions and derivatives`() {
    let x = NDArray([2.0, 9, 4, 9, -1, -2, -3, -4], shape: [2, 4])
    #expect(run(x) { $0.topK(3).values }.doubles == [9, 9, 4, -1, -2, -3])
    #expect(run(x) { $0.topK(3).positions }.doubles == [1, 3, 2, 0, 1, 2])
    let g = run(x) { x in gradient(of: square(x.topK(2).values).sum(), withRespectTo: [x])[0] }
    #expect(g.doubles == [0, 18, 0, 18, -2, -4, 0, 0])
  }

  @Test func `tensors are stacked, gathered and scattered`() {
    let x = NDArray([1.0, 2, 3, 4, 5, 6], shape: [2, 3])
    #expect(
      run(x) { .stack([$0, $0 * 10], axis: 1) }.doubles
        == [1, 2, 3, 10, 20, 30, 4, 5, 6, 40, 50, 60])
    let indices = Tensor(NDArray([2, 0] as [Int32]))
    #expect(run(x) { $0.gather(indices, axis: 1) }.doubles == [3, 1, 6, 4])
    #expect(run(x) { $0.gather(Tensor(NDArray([1] as [Int32]))) }.doubles == [4, 5, 6])
    let rows = NDArray([1.0, 2, 3])
    let twice = Tensor(NDArray([1, 1, 7] as [Int32]))
    #expect(run(rows) { $0.scatterAdd($0 * 10, at: twice) }.doubles == [1, 32, 3])
    let narrow = run(rows) { $0.cast(to: .float32).scatterAdd($0 * 10, at: twice) }
    #expect(narrow == NDArray([1, 32, 3] as [Float]))
  }

  @Test func `triangles and diagonals`() {
    let x = NDArray((1...6).map(Double.init), shape: [2, 3])
    #expect(run(x) { $0.lowerTriangle() }.doubles == [1, 0, 0, 4, 5, 0])
    #expect(run(x) { $0.upperTriangle(1) }.doubles == [0, 2, 3, 0, 0, 6])
    #expect(run(x) { $0.diagonal }.doubles == [1, 5])
    #expect(run(x) { $0.transposed.diagonal }.doubles == [1, 5])
  }

  @Test(arguments: [
    "ij,jk->ik", "bij,bjk->bik", "bij,bkj->bik", "i,j->ij", "ij,ij->", "ij,ij->j", "ij,j->i",
    "bij,jk->kb", "ijk,k->ji", "ai,bi->ba", "i,ij,j->", "ij,jk,ka->ai", "ij,ij,ij->i", "b,i,j->jb",
    "ij,bk,jk->i", "bii->b", "iib,i->b", "aiji->ja", "iaia->", "iii,ij->ji",
  ])
  func `einsum equals loops`(pattern: String) {
    let sizes: [Character: Int] = ["a": 2, "b": 3, "i": 2, "j": 4, "k": 5]
    let sides = pattern.split(separator: "->", omittingEmptySubsequences: false).map(String.init)
    let terms = sides[0].split(separator: ",").map { $0.map { $0 } }
    let x = terms.enumerated().map { k, term in
      NDArray.uniform(Shape(term.compactMap { sizes[$0] }), seed: UInt64(k))
    }
    let result = Program.run(x) { x in
      switch x.count {
      case 1: [einsum(pattern, x[0])]
      case 2: [einsum(pattern, x[0], x[1])]
      default: [einsum(pattern, x[0], x[1], x[2])]
      }
    }[0]
    expectClose(
      result.doubles, loops(terms, sides[1].map { $0 }, sizes, x), relative: 1e-13,
      absolute: 1e-14)
  }

  @Test func `einsum of one tensor sums and transposes`() {
    let x = NDArray((1...6).map(Double.init), shape: [2, 3])
    #expect(run(x) { einsum("ij->ji", $0) }.doubles == [1, 4, 2, 5, 3, 6])
    #expect(run(x) { einsum("ij->j", $0) }.doubles == [5, 7, 9])
    #expect(run(x) { einsum("ij->", $0) }.doubles == [21])
  }

  /// The sum over every assignment of positions to letters.
  private func loops(
    _ terms: [[Character]], _ result: [Character], _ sizes: [Character: Int], _ x: [NDArray]
  ) -> [Double] {
    let letters = result + Set(terms.joined()).subtracting(result).sorted()
    let values = x.map(\.doubles)
    func offset(_ term: [Character], _ at: [Character: Int]) -> Int {
      term.reduce(0) { $0 * (sizes[$1] ?? 0) + (at[$1] ?? 0) }
    }
    var sums = [Double](repeating: 0, count: result.compactMap { sizes[$0] }.reduce(1, *))
    func visit(_ depth: Int, _ at: [Character: Int]) {
      if depth == letters.count {
        let product = zip(terms, values).map { $1[offset($0, at)] }.reduce(1, *)
        sums[offset(result, at)] += product
        return
      }
      for k in 0..<(sizes[letters[depth]] ?? 0) {
        visit(depth + 1, at.merging([letters[depth]: k]) { _, new in new })
      }
    }
    visit(0, [:])
    return sums
  }
}
