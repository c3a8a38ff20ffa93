import DescentCore
import Foundation
import Testing

@testable import DescentTraining

@Suite struct CurvesTests {
  private func fingerprint(_ bytes: [UInt8]) -> UInt64 {
    bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }  // FNV-1a
  }

  @Test func `curves are 20000 and 10000 images of 784 pixels, the same everywhere`() throws {
    let (train, test) = try NamedDataset.named("curves").load()
    let heldOut = try #require(test)
    #expect(train.features.shape == [20_000, 784] && heldOut.features.shape == [10_000, 784])
    for part in [train, heldOut] {
      #expect(part.features.dtype == .uint8 && part.featureShape == [28, 28])
      #expect(part.featureScale == 1.0 / 255 && part.targets == nil)
    }
    // Recorded, so that a change of the images does not go unseen.
    #expect(fingerprint(train.features.scalars(as: UInt8.self)) == 9_951_811_750_396_681_244)
    #expect(fingerprint(heldOut.features.scalars(as: UInt8.self)) == 15_660_692_672_220_870_595)
  }

  @Test func `a curve passes within half a pixel of its three points`() {
    for curve in Curves.curves(200, stream: 0) {
      let pixels = curve.pixels
      for (point, t) in zip([curve.points.0, curve.points.1, curve.points.2], [0, 0.5, 1]) {
        #expect(curve.position(at: t) == point)
        // The pixel that the point is in: its center is at most √½ away.
        let place = Int(point.y.rounded()) * Curve.side + Int(point.x.rounded())
        let farthest = 1 - 0.5 / (Curve.radius * Curve.radius)
        #expect(Double(pixels[place]) >= 255 * farthest * farthest - 1, "\(curve)")
      }
    }
  }

  @Test func `pixels are bright by their distance from the curve`() {
    for curve in Curves.curves(5, stream: 3) {
      // The nearest of many points.
      let path = (0...4000).map { curve.position(at: Double($0) / 4000) }
      for (index, pixel) in curve.pixels.enumerated() {
        let center = SIMD2(Double(index % 28), Double(index / 28))
        let nearest = path.map { (($0 - center) * ($0 - center)).sum() }.min() ?? 0
        let share = max(0, 1 - nearest / (Curve.radius * Curve.radius))
        // What straight pieces and bytes leave.
        #expect(abs(Double(pixel) / 255 - share * share) < 0.02)
      }
    }
  }

  @Test func `six principal components leave about the error that is published`() {
    let (count, features) = (3000, 28 * 28)
    let images = [UInt64(0), 1].map { stream in
      let pixels = Curves.curves(count, stream: stream).flatMap(\.pixels)
      return NDArray(pixels, shape: [count, features]).converted(to: .float64)
    }
    let matrix = Program.Input([count, features], .float64)
    let program = Program(inputs: [matrix, matrix]) { x in
      let (train, test) = (x[0] / 255, x[1] / 255)
      let mean = train.mean([0])
      let (known, unknown) = (train - mean, test - mean)
      let vectors = eigendecomposition(matmul(known.transposed, known)).vectors
      let codes = matmul(unknown, vectors.slice(features - 6..<features, axis: 1))
      return [(square(unknown).sum() - square(codes).sum()) / Double(count)]
    }
    #expect(abs(program.run(images)[0].scalar / 7.64 - 1) < 0.03)
  }

  @Test func `no curve comes near the frame`() {
    for curve in Curves.curves(2000, stream: 0) {
      let pixels = curve.pixels
      for k in 0..<Curve.side {
        let frame = [k, 27 * 28 + k, k * 28, k * 28 + 27]
        #expect(frame.allSatisfy { pixels[$0] == 0 })
      }
    }
  }

  @Test func `the parts have no curve in common and draw from streams of their own`() {
    let (one, other) = (Curves.curves(50, stream: 0), Curves.curves(50, stream: 1))
    #expect(Set(one.map(\.pixels)).isDisjoint(with: other.map(\.pixels)))
    #expect(Curves.curves(20, stream: 0).map(\.pixels) == one.prefix(20).map(\.pixels))
  }
}
