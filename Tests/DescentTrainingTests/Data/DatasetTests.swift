import DescentCore
import DescentTraining
import Testing

@Suite struct DatasetTests {
  private let data = Dataset(
    name: "toy", features: NDArray((0..<20).map { Float($0) }, shape: [10, 2]),
    targets: .classes(NDArray((0..<10).map { Int32($0 % 3) }), names: ["a", "b", "c"]),
    featureNames: ["x", "y"])

  @Test func `a summary says rows, features and classes`() {
    #expect(data.summary == "toy: 10 rows, 2 features, 3 classes")
    let images = Dataset(
      name: "one", features: NDArray([UInt8](repeating: 0, count: 6), shape: [1, 6]),
      targets: nil, featureShape: [2, 3])
    #expect(images.summary == "one: 1 row, 6 features (2 x 3), no targets")
  }

  @Test func `rows are picked with their targets in the order asked for`() {
    let picked = data.rows([7, 0, 7])
    #expect(picked.features.scalars(as: Float.self) == [14, 15, 0, 1, 14, 15])
    #expect(picked.classes == [1, 0, 1])
    #expect(picked.featureNames == ["x", "y"])
    #expect(picked.classNames == ["a", "b", "c"])
  }

  @Test func `a split puts every row into exactly one part`() throws {
    let (rest, heldOut) = try data.split(fraction: 0.3, seed: 5)
    #expect(rest.rowCount == 7 && heldOut.rowCount == 3)
    let all = rest.features.doubles + heldOut.features.doubles
    #expect(all.sorted() == data.features.doubles)
    for part in [rest, heldOut] {
      let first = part.features.doubles.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
      #expect(part.classes == first.map { Int32($0) / 2 % 3 })
    }
  }

  @Test func `the same seed splits alike and another one differently`() throws {
    let parts = try [5, 5, 6].map { try data.split(fraction: 0.5, seed: $0).heldOut.features }
    #expect(parts[0] == parts[1])
    #expect(parts[0] != parts[2])
  }

  @Test func `a fraction of zero holds nothing out`() throws {
    let (rest, heldOut) = try data.split(fraction: 0, seed: 1)
    #expect(rest.features == data.features && heldOut.rowCount == 0)
  }

  @Test(arguments: [-0.1, 1, 2, .nan, .infinity, 0.01, 0.99])
  func `a fraction that leaves a part empty is an error`(fraction: Double) {
    #expect(throws: DescentError.self) { try data.split(fraction: fraction, seed: 1) }
  }
}
