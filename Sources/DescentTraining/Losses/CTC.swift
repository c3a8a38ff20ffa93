public import DescentCore

/// Connectionist temporal classification: the negative logarithm of the probability of a sequence
/// of labels that is spread over time in any way.
///
///     l = blank, label₁, blank, label₂, …, blank     S = 2·labels + 1 places
///     α₁(s) = y₁(lₛ) for s = 1, 2, else 0
///     αₜ(s) = yₜ(lₛ)·(αₜ₋₁(s) + αₜ₋₁(s−1) + [lₛ ≠ blank, lₛ ≠ lₛ₋₂]·αₜ₋₁(s−2))
///     ℓ = −log(α_T(S) + α_T(S−1))                    y = softmax(logits)
///
/// Graves et al. 2006, doi:10.1145/1143844.1143891, equations 5 to 8, in logarithms. PyTorch's
/// `ctc_loss` of log_softmax(logits) transposed to `[time, n, classes]`, whose mean divides each
/// loss by its number of labels first (`perLabel`); Optax's `ctc_loss`, whose mean does not. Labels
/// for which there is not time enough have a loss of 10³⁰, not infinity. The steps of time are
/// unrolled in the traced program.
///
/// - Parameter logits: Shape `[n, time, classes]`.
/// - Parameter labels: int32, shape `[n, labels]`, none of them the blank.
/// - Parameter inputLengths: int32, shape `[n]`: how much of time counts.
/// - Parameter labelLengths: int32, shape `[n]`: how many of the labels count.
/// - Parameter blank: The class that stands for no label.
/// - Returns: The mean or sum over the sequences, or the loss of each, shape `[n]`.
public func ctcLoss(
  _ logits: Tensor, labels: Tensor, inputLengths: Tensor, labelLengths: Tensor, blank: Int = 0,
  perLabel: Bool = false, reduction: LossReduction = .mean
) -> Tensor {
  require(
    logits.rank == 3 && labels.rank == 2 && labels.shape[0] == logits.shape[0],
    "ctcLoss: needs logits [n, time, classes] and labels [n, count], got \(logits.shape) and \(labels.shape)"
  )
  let (n, times, places) = (logits.shape[0], logits.shape[1], 2 * labels.shape[1] + 1)
  let sequence = withBlanks(labels, blank)
  let scores = emissions(logits, sequence)
  let place = Tensor.iota([n, places])
  // Far below the logarithm of any probability, but finite, for the sake of derivatives.
  let never = -1e30
  let skips = (sequence .!= shifted(sequence, by: 2, Double(blank))) .& (sequence .!= Double(blank))
  var alpha = select(place .< 2, scores.slice(0..<1, axis: 1).reshaped([n, places]), never)
  for t in 1..<max(times, 1) {
    let skipped = select(skips, shifted(alpha, by: 2, never), never)
    let sum = logSum(alpha, shifted(alpha, by: 1, never), skipped)
    let next = scores.slice(t..<t + 1, axis: 1).reshaped([n, places]) + sum
    alpha = select((inputLengths .> Double(t)).expanded(at: 1), next, alpha)
  }
  let last = (2 * labelLengths).expanded(at: 1)
  let isEnd = (place .== last) .| (place .== last - 1)
  let loss = min(-logSumExp(select(isEnd, alpha, never)), -never)
  guard perLabel, reduction == .mean else { return reduction(loss) }
  return reduction(loss / max(labelLengths, 1).cast(to: loss.dtype))
}

/// blank, label₁, blank, label₂, …, blank, for each row of labels.
private func withBlanks(_ labels: Tensor, _ blank: Int) -> Tensor {
  let blanks = Tensor.filled(Double(blank), like: labels)
  let pairs = Tensor.stack([blanks, labels], axis: 2)
    .reshaped([labels.shape[0], 2 * labels.shape[1]])
  return .concatenate([pairs, blanks.slice(0..<1, axis: 1)], axis: 1)
}

/// log yₜ(lₛ), shape `[n, time, places]`.
private func emissions(_ logits: Tensor, _ sequence: Tensor) -> Tensor {
  let chosen = oneHot(sequence, count: logits.shape[2], logits.dtype)
  return matmul(logSoftmax(logits), chosen.transposed)
}

/// Row by row x moved to the right, `value` coming in.
private func shifted(_ x: Tensor, by distance: Int, _ value: Double) -> Tensor {
  let width = x.shape[1]
  let filler = Tensor.filled(value, like: x)
  guard distance < width else { return filler }
  return .concatenate(
    [filler.slice(0..<distance, axis: 1), x.slice(0..<width - distance, axis: 1)], axis: 1)
}

/// log(exp a + exp b + exp c).
private func logSum(_ a: Tensor, _ b: Tensor, _ c: Tensor) -> Tensor {
  let m = max(max(a, b), c).stopGradient()
  return m + log(exp(a - m) + exp(b - m) + exp(c - m))
}
