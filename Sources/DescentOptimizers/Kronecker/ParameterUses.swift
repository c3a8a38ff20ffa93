import DescentCore

/// Where the parameters of a traced model are used.
struct ParameterUses {
  /// Where the examples lie in every value.
  let places: ExamplePlaces
  private var aliases: [ObjectIdentifier: ParameterAlias] = [:]
  /// For each parameter the operations that do more than to rearrange it, once per use.
  private var uses: [[Node]]
  /// For each node the operations that take it; the output of the graph counts as one more.
  private var users: [ObjectIdentifier: [Node?]] = [:]

  /// A product of activations and a parameter.
  struct Product {
    let node: Node
    /// Whether the parameter holds the transpose of W, `[out, in]`.
    let isTransposed: Bool
    let use: KroneckerLayer.Use
  }

  init(of output: Tensor, parameters: [Tensor], batch: [Tensor]) {
    let order = topologicalOrder(of: [output.node])
    places = ExamplePlaces(in: order, batch: batch)
    uses = parameters.map { _ in [] }
    users[ObjectIdentifier(output.node)] = [nil]
    for (index, parameter) in parameters.enumerated() {
      aliases[ObjectIdentifier(parameter.node)] = ParameterAlias(index, shape: parameter.shape)
    }
    for node in order {
      for input in node.inputs { users[ObjectIdentifier(input), default: []].append(node) }
      if aliases[ObjectIdentifier(node)] != nil || node.op == .stopGradient { continue }
      for alias in node.inputs.compactMap({ aliases[ObjectIdentifier($0)] }) {
        if let result = alias.applying(node.op) {
          aliases[ObjectIdentifier(node)] = result
        } else {
          uses[alias.parameter].append(node)
        }
      }
    }
  }

  /// The products that a parameter is a factor of; nil if it is used in any other way, or not at
  /// all, or not always as the same matrix.
  func products(of parameter: Int) -> [Product]? {
    let products = uses[parameter].compactMap { product($0, with: parameter) }
    let areAlike = products.allSatisfy {
      $0.isTransposed == products[0].isTransposed
        && $0.use.input.shape[1] == products[0].use.input.shape[1]
    }
    return !products.isEmpty && products.count == uses[parameter].count && areAlike
      ? products : nil
  }

  private func product(_ node: Node, with parameter: Int) -> Product? {
    guard case .matmul(let left, let right) = node.op, let place = places.place(node) else {
      return nil
    }
    let factors = node.inputs.map { aliases[ObjectIdentifier($0)] }
    guard factors.count(where: { $0 != nil }) == 1 else { return nil }
    let rank = node.shape.rank
    // W·x = (xᵀ·Wᵀ)ᵀ
    let isLeft = factors[0] != nil
    guard let isStoredTransposed = factors[isLeft ? 0 : 1]?.isTransposedMatrix else { return nil }
    let flag = isLeft ? left : right
    let x = Tensor(node.inputs[isLeft ? 1 : 0])
    let input = (isLeft ? !right : left) ? x.transposed : x
    let product = Tensor(node)
    // The place among the axes [..., rows, out].
    let axis = place.axis == rank - 1 ? rank - 2 : place.axis
    let rows = input.shape.sizes.dropLast()
    let inner = places.count == 1 ? 1 : rows[(axis + 1)...].reduce(place.inner, *)
    let use = KroneckerLayer.Use(
      input: input.joined, product: product, isTransposed: isLeft, inner: inner)
    let isTransposed = isStoredTransposed != (flag != isLeft)
    return Product(node: node, isTransposed: isTransposed, use: use)
  }

  /// The parameter that is added to each of the products and to nothing else; nil without one.
  func bias(of products: [Product]) -> Int? {
    let sums = products.compactMap(sumWithBias)
    guard sums.count == products.count, let bias = sums.first?.bias,
      sums.allSatisfy({ $0.bias == bias }), uses[bias].count == sums.count
    else { return nil }
    let found = Set(sums.map { ObjectIdentifier($0.node) })
    return found == Set(uses[bias].map { ObjectIdentifier($0) }) && found.count == sums.count
      ? bias : nil
  }

  /// The sum with a parameter that a product goes into, and into nothing else, so that the
  /// derivative with respect to both is the same.
  private func sumWithBias(_ product: Product) -> (node: Node, bias: Int)? {
    let shape = product.node.shape
    let out = product.use.isTransposed ? shape[shape.rank - 2] : shape[shape.rank - 1]
    let step = product.use.isTransposed ? shape[shape.rank - 1] : 1
    var node = product.node
    while let users = users[ObjectIdentifier(node)], users.count == 1, let user = users[0] {
      switch user.op {
      case .reshape: break
      case .binary(.add):
        let other = user.inputs[user.inputs[0] === node ? 1 : 0]
        if let alias = aliases[ObjectIdentifier(other)] {
          return alias.isVector(out, step: step) ? (user, alias.parameter) : nil
        }
      default: return nil
      }
      node = user
    }
    return nil
  }
}
