import DescentCore
import Foundation

extension MoreGarbowHillstrom {
  /// 20. Watson: a polynomial that nearly solves a differential equation.
  ///
  ///     Σⱼ (j − 1)xⱼtᵢ^(j−2) − (Σⱼ xⱼtᵢ^(j−1))² − 1,  tᵢ = i/29,  i = 1, …, 29
  ///     x₁, x₂ − x₁² − 1
  ///
  /// - Precondition: 2 ≤ n ≤ 31.
  public static func watson(_ n: Int = 6) -> TestProblem {
    require((2...31).contains(n), "watson: expected 2 to 31 variables, got \(n)")
    return problem(
      20, "watson", from: [Double](repeating: 0, count: n), residuals: 31, minima: watsonMinima(n)
    ) { x in
      var (powers, slopes): ([Double], [Double]) = ([], [])
      for t in numbers(1, through: 29).map({ $0 / 29 }) {
        for j in 0..<n {
          powers.append(Foundation.pow(t, Double(j)))
          slopes.append(j == 0 ? 0 : Double(j) * Foundation.pow(t, Double(j - 1)))
        }
      }
      let column = x.reshaped([n, 1])
      let value = matmul(Tensor(NDArray(powers, shape: [29, n])), column)
      let slope = matmul(Tensor(NDArray(slopes, shape: [29, n])), column)
      let (x1, x2) = (x.slice(0..<1), x.slice(1..<2))
      return [slope - square(value) - 1, x1, x2 - square(x1) - 1]
    }
  }

  private static func watsonMinima(_ n: Int) -> [Minimum] {
    switch n {
    case 6:
      let x = [
        -0.015725086401458457, 1.0124348693691099, -0.23299162595673768, 1.2604300877996083,
        -1.5137289227222797, 0.99299643243113452,
      ]
      return [Minimum(2.2876700535524362e-3, at: x)]
    case 9:
      let x = [
        -1.5307036521394342e-5, 0.99978970393194838, 0.014763963693556959, 0.14634232829936223,
        1.0008211030047092, -2.6177311405190151, 4.1044031644788564, -3.1436122785564422,
        1.0526264080101669,
      ]
      return [Minimum(1.3997601380990199e-6, at: x)]
    case 12:
      let x = [
        -6.638060464520687e-9, 1.000001644117862, -0.00056393221034230585, 0.34782054050404241,
        -0.15673150409616512, 1.0528151772071778, -3.2472711534596677, 7.288434897938061,
        -10.271848241321724, 9.0741136470753157, -4.541375466692512, 1.0120118885528104,
      ]
      return [Minimum(4.7223811058917574e-10, at: x)]
    default: return []
    }
  }

  /// 23. Penalty function I.
  ///
  ///     √10⁻⁵·(xᵢ − 1), Σⱼ xⱼ² − ¼
  public static func penalty1(_ n: Int = 10) -> TestProblem {
    let least = [
      4: (2.249977500899937e-5, 0.25000749958753787),
      10: (7.0876514670903694e-5, 0.15812230111311636),
    ]
    return problem(
      23, "penalty-1", from: numbers(1, through: n), residuals: n + 1,
      minima: least[n].map { [Minimum($0.0, at: repeated([$0.1], count: n))] } ?? []
    ) { x in
      [1e-5.squareRoot() * (x - 1), square(x).sum() - 0.25]
    }
  }

  /// 24. Penalty function II.
  ///
  ///     x₁ − 0.2
  ///     √10⁻⁵·(e^(xᵢ/10) + e^(xᵢ₋₁/10) − e^(i/10) − e^((i−1)/10)),  i = 2, …, n
  ///     √10⁻⁵·(e^(xᵢ/10) − e^(−1/10)),  i = 2, …, n
  ///     Σⱼ (n − j + 1)xⱼ² − 1
  ///
  /// - Precondition: n ≥ 2.
  public static func penalty2(_ n: Int = 10) -> TestProblem {
    require(n >= 2, "penalty-2: expected 2 variables or more, got \(n)")
    return problem(
      24, "penalty-2", from: repeated([0.5], count: n), residuals: 2 * n, minima: penalty2Minima(n)
    ) { x in
      let i = numbers(2, through: n)
      let y = Tensor.vector(i.map { Foundation.exp($0 / 10) + Foundation.exp(($0 - 1) / 10) })
      let (e, a) = (exp(x / 10), 1e-5.squareRoot())
      let (later, earlier) = (e.slice(1..<n), e.slice(0..<n - 1))
      let weights = Tensor.vector(numbers(1, through: n).reversed())
      return [
        x.slice(0..<1) - 0.2, a * (later + earlier - y), a * (later - Foundation.exp(-0.1)),
        (weights * square(x)).sum() - 1,
      ]
    }
  }

  private static func penalty2Minima(_ n: Int) -> [Minimum] {
    switch n {
    case 4:
      let x = [0.19999933335038038, 0.19131670099277245, 0.48010148533262317, 0.51884540439020059]
      return [Minimum(9.3762930073554415e-6, at: x)]
    case 10:
      let x = [
        0.19998360519782361, 0.010350648471292298, 0.0196049344804384, 0.03208906722068565,
        0.049932677399641297, 0.076513995153993608, 0.11862407286950418, 0.19214487233557668,
        0.34732058694184363, 0.36916437415935083,
      ]
      return [Minimum(2.9366053745674594e-4, at: x)]
    default: return []
    }
  }
}
