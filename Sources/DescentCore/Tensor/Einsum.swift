/// Sums of products of one or two tensors in Einstein's notation, as NumPy's `einsum` with an
/// explicit result.
///
///     einsum("ij,jk->ik", a, b)       // the matrix product
///     einsum("bij,bkj->bik", a, b)    // for each b: a·bᵀ
///     einsum("i,j->ij", u, v)         // the outer product
///     einsum("ijj->i", a)             // traps: an axis occurs twice in one tensor
///
/// Axes have one letter each. Axes that the result lacks are summed over; axes of the same letter
/// have one size. Everything becomes one batched matrix product.
///
/// - Precondition: Each letter occurs at most once in each tensor; sizes agree; the letters of the
///   result occur in an operand.
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
  var factors = zip(terms, operands).map { Indexed(letters: $0, tensor: $1) }
  // What only one operand has and the result lacks is summed before.
  for k in factors.indices {
    let elsewhere = Set(result + factors.indices.filter { $0 != k }.flatMap { factors[$0].letters })
    factors[k] = factors[k].summed(keeping: elsewhere)
  }
  let product = factors.dropFirst().reduce(factors[0]) { $0.contracted($1, result, sizes) }
  return product.arranged(result).tensor
}

private func einsumTerms(
  _ pattern: String, _ operands: [Tensor]
) -> (terms: [[Character]], result: [Character]) {
  let sides = pattern.filter { $0 != " " }.split(
    separator: "->", omittingEmptySubsequences: false)
  let terms = sides[0].split(separator: ",", omittingEmptySubsequences: false).map(Array.init)
  require(
    sides.count == 2 && (1...2).contains(operands.count) && terms.count == operands.count,
    "einsum '\(pattern)': expected one or two operands and '->', got \(operands.count) operands")
  for (term, operand) in zip(terms, operands) {
    require(
      term.count == operand.rank,
      "einsum '\(pattern)': \(String(term)) does not name the axes of shape \(operand.shape)")
  }
  for letters in terms + [Array(sides[1])] {
    require(
      Set(letters).count == letters.count && letters.allSatisfy(\.isLetter),
      "einsum '\(pattern)': '\(String(letters))' has an axis twice or one that is no letter")
  }
  return (terms, Array(sides[1]))
}

/// A tensor with a letter for each axis.
private struct Indexed {
  var letters: [Character]
  var tensor: Tensor

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

  /// The product with another, summed over the letters of both that the result lacks.
  func contracted(
    _ other: Indexed, _ result: [Character], _ sizes: [Character: Int]
  ) -> Indexed {
    let common = letters.filter(other.letters.contains)
    let batch = common.filter(result.contains)
    let inner = common.filter { !result.contains($0) }
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
