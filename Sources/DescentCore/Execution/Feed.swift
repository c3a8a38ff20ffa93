/// Data that a traced function reads anew each time its program runs: the rows of a batch, for
/// instance.
///
///     let rows = Feed(.init([32], .int32, isBatch: true))
///     let program = Program(.init([3])) { w in [matmul(Tensor(features).take(Tensor(rows)), w)] }
///
/// A closure captures it as it does an `NDArray`; programs have an input for each feed that they
/// depend on, after those that they were made with, and executions are bound to its memory.
package final class Feed: Sendable {
  /// Shape and type, and whether axis 0 is a batch.
  package let input: Program.Input
  /// What the next run reads.
  package let storage: Storage

  /// A feed of zeros.
  package init(_ input: Program.Input) {
    self.input = input
    storage = Storage(byteCount: input.shape.count * input.dtype.size)
  }

  /// A feed of an array, whose memory it shares.
  package init(_ array: NDArray, isBatch: Bool = false) {
    input = Program.Input(array.shape, array.dtype, isBatch: isBatch)
    storage = array.storage
  }
}

extension Feed: Hashable {
  package static func == (a: Feed, b: Feed) -> Bool { a === b }
  package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

extension Tensor {
  /// What a feed holds when a program runs.
  package init(_ feed: Feed) { self.init(.feed(feed)) }
}

extension Graph {
  /// The same graph with inputs, numbered from `first` on, in place of feeds; and these feeds.
  func bindingFeeds(from first: Int) -> (graph: Graph, feeds: [Feed]) {
    var (result, feeds) = (self, [Feed]())
    for position in entries.indices {
      guard case .feed(let feed) = entries[position].op else { continue }
      let index = feeds.firstIndex(of: feed) ?? feeds.count
      if index == feeds.count { feeds.append(feed) }
      result.entries[position].op = .input(
        index: first + index, feed.input.shape, feed.input.dtype)
    }
    return (result, feeds)
  }
}
