/// Sums of products of tensors in Einstein's notation, as NumPy's `einsum` with an explicit result.
///
///     einsum("ij,jk->ik", a, b)      // the matrix product
///     einsum("bij,bkj->bik", a, b)   // for each b: a·bᵀ
///     einsum("i,j->ij", u, v)        // the outer product
///     einsum("i,ij,j->", u, a, v)    // the bilinear form uᵀ·a·v
///     einsum("bii->b", a)            // for each b: the trace
///
/// Axes have one letter each; a letter that occurs twice in one tensor stands for the diagonal.
/// Axes of the same letter have one size, and those that the result lacks are summed over. Operands
/// are multiplied from left to right, each with what came before by one batched matrix product.
///
/// - Precondition: The letters name all axes of each operand; sizes agree; those of the result
///   differ and occur in an operand.
public func einsum(_ pattern: String, _ operands: Tensor...) -> Tensor {
  let (terms, result) = einsumTerms(pattern, operands)
  var sizes: [Character: Int] = [:]
  for (term, operand) in zip(terms, operands) {
    for (letter, size) in zip(term, operand.shape.sizes) {
      let known = sizes[letter, default: size]
      require(
        known == size,
        "einsum '\(pattern)': axis \(letter) has size \(known) and size \(size) in shapes \(operands.map(\.shape))"
      )
      sizes[letter] = size
    }
  }
  require(
    result.allSatisfy { sizes[$0] != nil },
    "einsum '\(pattern)': the result has an axis that no operand has")
  var factors = zip(terms, operands).map { Indexed(letters: $0, tensor: $1).withoutRepeats }
  // What only one operand has and the result lacks is summed before.
  for k in factors.indices {
    let elsewhere = Set(result + factors.indices.filter { $0 != k }.flatMap { factors[$0].letters })
    factors[k] = factors[k].summed(keeping: elsewhere)
  }
  var product = factors.removeFirst()
  while !factors.isEmpty {
    let next = factors.removeFirst()
    product = product.contracted(
      next, keeping: Set(result + factors.flatMap(\.letters)), sizes)
  }
  return product.arranged(result).tensor
}

/// The letters of each operand and of the result.
private func einsumTerms(
  _ pattern: String, _ operands: [Tensor]
) -> (terms: [[Character]], result: [Character]) {
  let sides = pattern.filter { $0 != " " }.split(
    separator: "->", omittingEmptySubsequences: false)
  require(sides.count == 2, "einsum '\(pattern)': expected '->' and the axes of the result")
  let terms = sides[0].split(separator: ",", omittingEmptySubsequences: false).map(Array.init)
  require(
    terms.count == operands.count,
    "einsum '\(pattern)': names the axes of \(terms.count) tensors, got \(operands.count)")
  for (term, operand) in zip(terms, operands) {
    require(
      term.count == operand.rank && term.allSatisfy(\.isLetter),
      "einsum '\(pattern)': '\(String(term))' does not name the axes of shape \(operand.shape)")
  }
  let result = Array(sides[1])
  require(
    Set(result).count == result.count,
    "einsum '\(pattern)': the result '\(String(result))' has an axis twice")
  return (terms, result)
}

/// A tensor with a letter for each axis.
private struct Indexed {
  var letters: [Character]
  var tensor: Tensor

  /// The diagonal along axes of one letter.
  var withoutRepeats: Indexed {
    let pair = letters.indices.lazy.compactMap { first in
      letters[(first + 1)...].firstIndex(of: letters[first]).map { (first, $0) }
    }.first
    guard let (first, second) = pair else { return self }
    let others = letters.indices.filter { $0 != first && $0 != second }
    let diagonal = tensor.transposed(others + [first, second]).diagonal
    return Indexed(letters: others.map { letters[$0] } + [letters[first]], tensor: diagonal)
      .withoutRepeats
  }

  func summed(keeping kept: Set<Character>) -> Indexed {
    let axes = letters.indices.filter { !kept.contains(letters[$0]) }
    if axes.isEmpty { return self }
    return Indexed(letters: letters.filter(kept.contains), tensor: tensor.sum(axes))
  }

  /// The axes in this order; letters that are missing are passed over.
  func arranged(_ order: [Character]) -> Indexed {
    let present = order.filter(letters.contains)
    let axes = present.compactMap { letters.firstIndex(of: $0) }
    return Indexed(letters: present, tensor: tensor.transposed(axes))
  }

  /// The product with another, summed over the letters of both that are not kept.
  func contracted(
    _ other: Indexed, keeping kept: Set<Character>, _ sizes: [Character: Int]
  ) -> Indexed {
    let common = letters.filter(other.letters.contains)
    let batch = common.filter(kept.contains)
    let inner = common.filter { !kept.contains($0) }
    let rows = letters.filter { !common.contains($0) }
    let columns = other.letters.filter { !common.contains($0) }
    let count = { (letters: [Character]) in letters.compactMap { sizes[$0] }.reduce(1, *) }
    let left = arranged(batch + rows + inner).tensor
      .reshaped([count(batch), count(rows), count(inner)])
    let right = other.arranged(batch + inner + columns).tensor
      .reshaped([count(batch), count(inner), count(columns)])
    let all = batch + rows + columns
    return Indexed(
      letters: all, tensor: matmul(left, right).reshaped(Shape(all.compactMap { sizes[$0] })))
  }
}
