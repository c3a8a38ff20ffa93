import CZlib
import DescentCore

/// Unpacks a gzip file (RFC 1952) a chunk at a time, never holding more than one chunk.
///
/// Several members one after the other, as parallel packers write them, are read as one.
/// Safe, because zlib's state is private and every pointer given to it outlives the call.
@safe final class Inflater {
  private let file: InputFile
  private var input: [UInt8]
  private var position = 0
  private var isBetweenMembers = false
  // On the heap, because zlib's state points back at it.
  private let stream: UnsafeMutablePointer<z_stream>
  private static let chunkSize = 1 << 18

  /// - Parameter input: The first bytes of `file`, already read.
  init(input: [UInt8], from file: InputFile) throws(DescentError) {
    self.file = file
    self.input = input
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    // 15: the largest window; + 32: a gzip or a zlib header, found out by zlib.
    let status = unsafe inflateInit2_(
      stream, 15 + 32, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else {
      throw DescentError(file.path, expected: "memory to unpack gzip", found: "none")
    }
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// The next unpacked bytes; empty at the end, and only there.
  func next() throws(DescentError) -> [UInt8] {
    var output: [UInt8] = []
    while output.isEmpty {
      if position == input.count {
        input = try file.next()
        position = 0
      }
      if input.isEmpty {
        if isBetweenMembers { return [] }
        throw error("data that end early: the file is truncated")
      }
      if isBetweenMembers { try beginMember() }
      output = try step()
    }
    return output
  }

  private func beginMember() throws(DescentError) {
    guard input[position] == 0x1F, unsafe inflateReset(stream) == Z_OK else {
      throw error("other bytes after its end")
    }
    isBetweenMembers = false
  }

  /// Unpacks as much of `input` as one chunk of output takes.
  private func step() throws(DescentError) -> [UInt8] {
    var status = Z_OK
    let (available, start) = (input.count - position, position)
    let output = unsafe [UInt8](unsafeUninitializedCapacity: Self.chunkSize) { target, count in
      unsafe input.withUnsafeMutableBufferPointer { source in
        unsafe stream.pointee.next_in = source.baseAddress.map { unsafe $0 + start }
        unsafe stream.pointee.avail_in = UInt32(available)
        unsafe stream.pointee.next_out = target.baseAddress
        unsafe stream.pointee.avail_out = UInt32(target.count)
        unsafe status = inflate(stream, Z_NO_FLUSH)
      }
      unsafe count = target.count - Int(stream.pointee.avail_out)
    }
    unsafe position = input.count - Int(stream.pointee.avail_in)
    switch status {
    case Z_OK, Z_BUF_ERROR: break  // Z_BUF_ERROR: it needs more input before it can go on.
    case Z_STREAM_END: isBetweenMembers = true
    default:
      let reason = unsafe stream.pointee.msg.map { unsafe ": " + String(cString: $0) } ?? ""
      throw error("corrupt data\(reason)")
    }
    return output
  }

  private func error(_ found: String) -> DescentError {
    DescentError(file.path, expected: "a whole gzip file", found: found)
  }
}
