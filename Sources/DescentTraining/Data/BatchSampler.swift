import DescentCore

/// The order in which training goes over the rows of a data set, batch by batch, without end.
///
/// Every epoch is a permutation of all rows that depends on the seed and the epoch alone, cut
/// into batches, the last of which may be short. So a sampler made from a saved position goes on
/// exactly as the one that was saved.
public struct BatchSampler: Sendable {
  /// A place in the order: `batch` batches of epoch `epoch` are done.
  public struct Position: Sendable, Hashable, Codable {
    /// The epoch, counted from 0.
    public var epoch: Int
    /// The batch within the epoch, counted from 0.
    public var batch: Int

    /// The place before batch `batch` of epoch `epoch`.
    public init(epoch: Int = 0, batch: Int = 0) {
      self.epoch = epoch
      self.batch = batch
    }
  }

  /// How many rows there are.
  public let rowCount: Int
  /// How many rows a batch has, the last of an epoch excepted.
  public let batchSize: Int
  /// What the order depends on.
  public let seed: UInt64
  /// Whether rows are shuffled; if not, every epoch takes them as they are stored.
  public let shuffles: Bool
  /// Whether the last batch of an epoch is filled up with rows from before it, so that all have the
  /// same size.
  public let fills: Bool
  /// Where the next batch is.
  public private(set) var position: Position
  private var order: [Int32]

  /// The sampler that stands at `position`.
  ///
  /// - Precondition: There are rows, fewer than 2³¹; batches are not empty; `position` is a place
  ///   in an epoch of `batchesPerEpoch` batches.
  public init(
    rowCount: Int, batchSize: Int, seed: UInt64, shuffles: Bool = true, fills: Bool = false,
    position: Position = Position()
  ) {
    require(
      rowCount > 0 && rowCount <= Int32.max && batchSize > 0,
      "BatchSampler: cannot make batches of \(batchSize) from \(rowCount) rows")
    self.rowCount = rowCount
    self.batchSize = min(batchSize, rowCount)
    self.seed = seed
    self.shuffles = shuffles
    self.fills = fills
    self.position = position
    order = [Int32](0..<Int32(rowCount))
    require(
      position.epoch >= 0 && position.batch >= 0 && position.batch <= batchesPerEpoch,
      "BatchSampler: \(position) is not among \(batchesPerEpoch) batches an epoch")
    shuffle()
  }

  /// How many batches an epoch has.
  public var batchesPerEpoch: Int { (rowCount - 1) / batchSize + 1 }

  /// The rows of the next batch, as a view into the epoch's order.
  public mutating func next() -> ArraySlice<Int32> {
    if position.batch == batchesPerEpoch {
      position = Position(epoch: position.epoch + 1)
      shuffle()
    }
    let start = min(position.batch * batchSize, fills ? rowCount - batchSize : .max)
    position.batch += 1
    return order[start..<min(start + batchSize, rowCount)]
  }

  private mutating func shuffle() {
    guard shuffles else { return }
    var random = RandomSource(seed: seed).split(UInt64(position.epoch))
    order = random.permutation(rowCount)
  }
}
