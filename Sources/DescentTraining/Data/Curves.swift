import DescentCore

/// Images of smooth curves, made rather than read: what a deep autoencoder is tried on.
///
/// Hinton & Salakhutdinov 2006, "Reducing the dimensionality of data with neural networks", Science
/// 313, with its supporting text: 20000 images to train on and 10000 to test on, 28 x 28 pixels,
/// each of a curve through three random points of the plane, so that six numbers determine an
/// image. There the squared error of a test image, summed over its pixels, is 7.64 by the first six
/// principal components and 1.44 by an autoencoder with a code of six.
///
/// The images here are others, of the same kind and difficulty. Our choice is the parabola of `Curve`
/// through points, each uniform in a rectangle of its own, 5 pixels wide and 9 high, the three side by
/// side with their centers 6 pixels apart, and a width of line with which six principal components of
/// the images to train on leave an error of 7.61 on those to test on. No curve comes near the frame.
enum Curves {
  static let trainRows = 20_000
  static let testRows = 10_000
  /// Where the three points may be: their rectangles' centers and half sides, in pixels.
  static let centers: [SIMD2<Double>] = [[7.5, 13.5], [13.5, 13.5], [19.5, 13.5]]
  static let reach: SIMD2<Double> = [2.5, 4.5]

  /// Both parts; always the same.
  static func make() -> (train: Dataset, test: Dataset) {
    (part("curves", trainRows, stream: 0), part("curves test", testRows, stream: 1))
  }

  /// The first `count` curves of the part that draws from `stream`.
  static func curves(_ count: Int, stream: UInt64) -> [Curve] {
    var random = RandomSource(seed: 0).split(stream)
    func point(_ k: Int) -> SIMD2<Double> {
      let (x, y) = (random.uniform(), random.uniform())
      return centers[k] + reach * (2 * SIMD2(x, y) - 1)
    }
    return (0..<count).map { _ in Curve(points: (point(0), point(1), point(2))) }
  }

  private static func part(_ name: String, _ count: Int, stream: UInt64) -> Dataset {
    var pixels: [UInt8] = []
    pixels.reserveCapacity(count * Curve.side * Curve.side)
    for curve in curves(count, stream: stream) { pixels += curve.pixels }
    return Dataset(
      name: name, features: NDArray(pixels, shape: [count, Curve.side * Curve.side]),
      targets: nil, featureShape: [Curve.side, Curve.side], featureScale: 1 / 255)
  }
}
