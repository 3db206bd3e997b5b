// SPDX-License-Identifier: Apache-2.0
// Bridge file: wraps zlib.

import CZlib

/// Window of 32 KiB, and 16 for the gzip frame, as zlib's window parameter says it.
private let gzipWindow: Int32 = 15 + 16
private let chunkSize = 64 << 10

/// Unpacks gzip members, one after the other.
@safe struct Inflater: ~Copyable {
    enum Outcome {
        /// The member ended after so many bytes of input, its checksum right.
        case end(consumed: Int)
        /// The input ended first.
        case needsMore
        case corrupt
        /// More came out than was to.
        case full
    }

    // zlib keeps a pointer to its stream within itself, so the stream must not move.
    private let stream: UnsafeMutablePointer<z_stream>

    init() {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        let status = unsafe inflateInit2_(stream, gzipWindow, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        precondition(status == Z_OK, "zlib could not be set up: there is no memory, or another version is linked.")
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// Unpacks as much of the input as belongs to the next member.
    ///
    /// - Parameter cap: How long `bytes` may become; it never becomes longer.
    mutating func inflate(_ input: ArraySlice<UInt8>, into bytes: inout [UInt8], upTo cap: Int) -> Outcome {
        unsafe inflateReset(stream)
        return unsafe input.withUnsafeBytes { input in
            unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: chunkSize) { chunk in
                var offset = 0
                while true {
                    // zlib counts in 32 bits: large input goes in pieces.
                    let piece = min(input.count - offset, 1 << 30)
                    unsafe stream.pointee.next_in = UnsafeMutableRawPointer(mutating: input.baseAddress)?
                        .advanced(by: offset).assumingMemoryBound(to: UInt8.self)
                    unsafe stream.pointee.avail_in = UInt32(piece)
                    unsafe stream.pointee.next_out = chunk.baseAddress
                    unsafe stream.pointee.avail_out = UInt32(chunkSize)
                    let status = unsafe CZlib.inflate(stream, Z_NO_FLUSH)
                    let made = unsafe chunkSize - Int(stream.pointee.avail_out)
                    offset += unsafe piece - Int(stream.pointee.avail_in)
                    guard made <= cap - bytes.count else { return .full }
                    unsafe bytes.append(contentsOf: UnsafeBufferPointer(rebasing: chunk[..<made]))
                    switch status {
                    case Z_STREAM_END: return .end(consumed: offset)
                    case Z_OK where made > 0 || offset < input.count: continue
                    case Z_OK, Z_BUF_ERROR: return .needsMore
                    default: return .corrupt
                    }
                }
            }
        }
    }
}

/// Packs one gzip member.
@safe struct Deflater: ~Copyable {
    private let stream: UnsafeMutablePointer<z_stream>

    init() {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        let status = unsafe deflateInit2_(
            stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzipWindow, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        precondition(status == Z_OK, "zlib could not be set up: there is no memory, or another version is linked.")
    }

    deinit {
        unsafe deflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// Packs all of the input and ends the member.
    mutating func deflate(_ input: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        unsafe input.withUnsafeBytes { input in
            unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: chunkSize) { chunk in
                var offset = 0
                var status = Z_OK
                while status != Z_STREAM_END {
                    let piece = min(input.count - offset, 1 << 30)
                    unsafe stream.pointee.next_in = UnsafeMutableRawPointer(mutating: input.baseAddress)?
                        .advanced(by: offset).assumingMemoryBound(to: UInt8.self)
                    unsafe stream.pointee.avail_in = UInt32(piece)
                    unsafe stream.pointee.next_out = chunk.baseAddress
                    unsafe stream.pointee.avail_out = UInt32(chunkSize)
                    let isLast = offset + piece == input.count
                    status = unsafe CZlib.deflate(stream, isLast ? Z_FINISH : Z_NO_FLUSH)
                    offset += unsafe piece - Int(stream.pointee.avail_in)
                    let made = unsafe chunkSize - Int(stream.pointee.avail_out)
                    unsafe bytes.append(contentsOf: UnsafeBufferPointer(rebasing: chunk[..<made]))
                }
            }
        }
        return bytes
    }
}
