import DescentCore
import DescentOptimizers

/// Problems with bounds and conditions of Hock & Schittkowski 1981, "Test examples for nonlinear
/// programming codes", and one in a disk.
public enum HockSchittkowski {
  static let source = "Hock & Schittkowski 1981, LNEMS 187"

  /// All that are here.
  public static var all: [TestProblem] { [hs28, hs35, hs43, hs71, rosenbrockInDisk] }

  /// 28: a quadratic function on a plane.
  public static let hs28 = TestProblem(
    "hs28", number: 28, from: [-4, 1, 1],
    subjectTo: [
      Condition("x1 + 2 x2 + 3 x3 = 1", .equality) { x in
        let x = x.coordinates
        return x[0] + 2 * x[1] + 3 * x[2] - 1
      }
    ],
    minima: [Minimum(0, at: [0.5, -0.5, 0.5])], source: "\(source), problem 28"
  ) { x in
    let x = x.coordinates
    return square(x[0] + x[1]) + square(x[1] + x[2])
  }

  /// 35: Beale's quadratic program.
  public static let hs35 = TestProblem(
    "hs35", number: 35, from: [0.5, 0.5, 0.5],
    within: Bounds(lower: [0, 0, 0], upper: [.infinity, .infinity, .infinity]),
    subjectTo: [
      Condition("x1 + x2 + 2 x3 <= 3", .inequality) { x in
        let x = x.coordinates
        return x[0] + x[1] + 2 * x[2] - 3
      }
    ],
    minima: [Minimum(1 / 9, at: [4 / 3, 7 / 9, 4 / 9])], source: "\(source), problem 35"
  ) { x in
    let x = x.coordinates
    let squares = 2 * square(x[0]) + 2 * square(x[1]) + square(x[2])
    return 9 - 8 * x[0] - 6 * x[1] - 4 * x[2] + squares + 2 * x[0] * x[1] + 2 * x[0] * x[2]
  }

  /// 43: Rosen and Suzuki.
  public static let hs43 = TestProblem(
    "hs43", number: 43, from: [0, 0, 0, 0],
    subjectTo: [
      Condition("x1^2 + x2^2 + x3^2 + x4^2 + x1 - x2 + x3 - x4 <= 8", .inequality) { x in
        let (q, x) = (square(x).coordinates, x.coordinates)
        return q[0] + q[1] + q[2] + q[3] + x[0] - x[1] + x[2] - x[3] - 8
      },
      Condition("x1^2 + 2 x2^2 + x3^2 + 2 x4^2 - x1 - x4 <= 10", .inequality) { x in
        let (q, x) = (square(x).coordinates, x.coordinates)
        return q[0] + 2 * q[1] + q[2] + 2 * q[3] - x[0] - x[3] - 10
      },
      Condition("2 x1^2 + x2^2 + x3^2 + 2 x1 - x2 - x4 <= 5", .inequality) { x in
        let (q, x) = (square(x).coordinates, x.coordinates)
        return 2 * q[0] + q[1] + q[2] + 2 * x[0] - x[1] - x[3] - 5
      },
    ],
    minima: [Minimum(-44, at: [0, 1, 2, -1])], source: "\(source), problem 43"
  ) { x in
    let (q, x) = (square(x).coordinates, x.coordinates)
    let squares = q[0] + q[1] + 2 * q[2] + q[3]
    return squares - 5 * x[0] - 5 * x[1] - 21 * x[2] + 7 * x[3]
  }

  /// 71: Bartholomew-Biggs.
  public static let hs71 = TestProblem(
    "hs71", number: 71, from: [1, 5, 5, 1],
    within: Bounds(lower: [1, 1, 1, 1], upper: [5, 5, 5, 5]),
    subjectTo: [
      Condition("x1 x2 x3 x4 >= 25", .inequality) { 25 - $0.product() },
      Condition("x1^2 + x2^2 + x3^2 + x4^2 = 40", .equality) { square($0).sum() - 40 },
    ],
    minima: [
      Minimum(
        17.014017289156302,
        at: [1, 4.7429996372644171, 3.8211499841848739, 1.3794082931726724])
    ],
    source: "\(source), problem 71"
  ) { x in
    let x = x.coordinates
    return x[0] * x[3] * (x[0] + x[1] + x[2]) + x[2]
  }

  /// Rosenbrock's function in the disk of radius √1.5 around the origin.
  ///
  /// The value was computed on the rim, x = √1.5·(cos φ, sin φ), as the minimum over φ.
  public static let rosenbrockInDisk = TestProblem(
    "rosenbrock-in-disk", from: [0, 0],
    subjectTo: [Condition("x1^2 + x2^2 <= 1.5", .inequality) { square($0).sum() - 1.5 }],
    minima: [Minimum(8.6156506599084396e-3, at: [0.90723396051108914, 0.82275545631455009])],
    source: "Rosenbrock 1960, Computer Journal 3, 175-184, with a condition"
  ) { x in
    let x = x.coordinates
    return 100 * square(x[1] - square(x[0])) + square(1 - x[0])
  }
}
