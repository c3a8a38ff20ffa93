/// The next length to try, by the four cases of Moré & Thuente 1994, section 4.
///
/// c is the minimum of the cubic through values and slopes at two lengths, q that of the parabola
/// through both values and the slope at the best length, s the one where the line through both
/// slopes is 0.
struct TrialChoice {
  let length: Double

  /// - Parameter low: The best length so far, l.
  /// - Parameter high: The other end of the interval, h, once there is one.
  /// - Parameter trial: What was tried last, t.
  /// - Parameter range: Where the next length may lie.
  init(low: Sample, high: Sample?, trial: Sample, range: (lower: Double, upper: Double)) {
    let step = trial.length - low.length
    if trial.value > low.value {
      // Case 1: too high. The cubic's minimum if it is nearer, else halfway between both.
      let c = low.cubicMinimum(with: trial)
      let q = low.parabolaMinimum(through: trial)
      let isNearer = abs(c - low.length) < abs(q - low.length)
      length = isNearer || !q.isFinite ? c : c + (q - c) / 2
    } else if trial.slope * step > 0 {
      // Case 2: lower, beyond a minimum. Whichever is farther from the trial.
      let (c, s) = (trial.cubicMinimum(with: low), trial.secant(with: low))
      length = abs(c - trial.length) > abs(s - trial.length) ? c : s
    } else if abs(trial.slope) < abs(low.slope) {
      // Case 3: lower, and the slope is getting flat.
      length = Self.beyond(trial, low, high, range)
    } else if let high {
      // Case 4: lower, and the slope is not getting flat.
      length = trial.cubicMinimum(with: high)
    } else {
      length = step > 0 ? range.upper : range.lower
    }
  }

  /// Case 3: the cubic counts only if it has its minimum beyond the trial. In an interval whichever
  /// is nearer, at most two thirds of the way to the other end; else whichever is farther.
  private static func beyond(
    _ trial: Sample, _ low: Sample, _ high: Sample?, _ range: (lower: Double, upper: Double)
  ) -> Double {
    let isForward = trial.length > low.length
    let s = trial.secant(with: low)
    var c = trial.cubicMinimum(with: low)
    if !c.isFinite || (c - trial.length) * (trial.length - low.length) <= 0 {
      c = isForward ? range.upper : range.lower
    }
    let isCubicNearer = abs(c - trial.length) < abs(s - trial.length)
    guard let high else {
      return min(max(isCubicNearer ? s : c, range.lower), range.upper)
    }
    let choice = isCubicNearer ? c : s
    let limit = trial.length + 0.66 * (high.length - trial.length)
    return isForward ? min(limit, choice) : max(limit, choice)
  }
}

extension Sample {
  /// The minimum of the cubic with these values and slopes at both lengths; no number where there is
  /// none.
  ///
  ///     θ = 3·(φₐ − φ_b)/(b − a) + φ′ₐ + φ′_b     γ = ±√(θ² − φ′ₐ·φ′_b)
  ///     α = a + (b − a)·(γ − φ′ₐ + θ)/(2·γ − φ′ₐ + φ′_b)
  func cubicMinimum(with other: Sample) -> Double {
    let step = other.length - length
    let theta = 3 * (value - other.value) / step + slope + other.slope
    let scale = max(abs(theta), abs(slope), abs(other.slope))
    guard scale > 0 else { return .nan }
    let square = (theta / scale) * (theta / scale) - (slope / scale) * (other.slope / scale)
    guard square > 0 else { return .nan }
    let root = scale * square.squareRoot()
    let gamma = step < 0 ? -root : root
    return length + step * ((gamma - slope + theta) / (2 * gamma - slope + other.slope))
  }

  /// The minimum of the parabola with value and slope here, and the other value.
  func parabolaMinimum(through other: Sample) -> Double {
    let step = other.length - length
    return length + step * (slope / ((value - other.value) / step + slope) / 2)
  }

  /// Where the line through both slopes is 0.
  func secant(with other: Sample) -> Double {
    length + (other.length - length) * (slope / (slope - other.slope))
  }
}
