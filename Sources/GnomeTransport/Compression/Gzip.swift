// SPDX-License-Identifier: Apache-2.0
// Bridge file: wraps zlib.

import CZlib
public import GnomeCore

/// Packs and unpacks gzip (RFC 1952).
public enum Gzip {
    /// What unpacking gave.
    public struct Unpacked: Sendable, Hashable {
        /// The bytes as far as they could be read.
        public var bytes: [UInt8]
        /// Why there are no more; nothing where all was read.
        public var damage: GzipError?
    }

    /// Unpacks all members of a gzip file.
    ///
    /// - Parameters:
    ///   - packed: The packed bytes.
    ///   - limit: The most bytes that may come out; bounds the memory against bombs.
    /// - Throws: `GzipError` where it is damaged, cut, or larger than the limit.
    public static func inflate(_ packed: [UInt8], limit: Int) throws(GzipError) -> [UInt8] {
        let unpacked = inflatePrefix(packed, limit: limit)
        if let damage = unpacked.damage { throw damage }
        return unpacked.bytes
    }

    /// Unpacks as much as can be read: files of the field are cut by power loss, and what is there counts.
    ///
    /// - Parameters:
    ///   - packed: The packed bytes.
    ///   - limit: The most bytes that may come out.
    public static func inflatePrefix(_ packed: [UInt8], limit: Int) -> Unpacked {
        guard !packed.isEmpty else { return Unpacked(bytes: [], damage: GzipError(.cut)) }
        var stream = unsafe z_stream()
        guard unsafe gnome_gunzip_init(&stream) == Z_OK else { return Unpacked(bytes: [], damage: GzipError(.damaged)) }
        defer { unsafe inflateEnd(&stream) }

        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: min(65_536, max(1, limit + 1)))
        // zlib does not change its input; its interface is older than const.
        var packed = packed
        let count = packed.count
        let damage: GzipError? = unsafe packed.withUnsafeMutableBufferPointer { input in
            unsafe stream.next_in = input.baseAddress
            unsafe stream.avail_in = uInt(count)
            while true {
                let status = unsafe chunk.withUnsafeMutableBufferPointer { output in
                    unsafe stream.next_out = output.baseAddress
                    unsafe stream.avail_out = uInt(output.count)
                    return unsafe CZlib.inflate(&stream, Z_NO_FLUSH)
                }
                let produced = chunk.count - Int(unsafe stream.avail_out)
                guard bytes.count + produced <= limit else {
                    bytes += chunk.prefix(limit - bytes.count)
                    return GzipError(.tooLarge(limit: limit))
                }
                bytes += chunk.prefix(produced)
                switch status {
                case Z_STREAM_END:
                    if unsafe stream.avail_in == 0 { return nil }
                    // Another member follows, or something that is no gzip.
                    guard unsafe inflateReset(&stream) == Z_OK else { return GzipError(.damaged) }
                case Z_OK:
                    if unsafe stream.avail_in == 0, produced < chunk.count { return GzipError(.cut) }
                case Z_BUF_ERROR: return GzipError(.cut)
                default: return GzipError(.damaged)
                }
            }
        }
        return Unpacked(bytes: bytes, damage: damage)
    }

    /// Packs bytes.
    public static func deflate(_ bytes: [UInt8]) -> [UInt8] {
        var stream = unsafe z_stream()
        guard unsafe gnome_gzip_init(&stream) == Z_OK else {
            preconditionFailure("zlib refuses to begin: there is no memory left")
        }
        defer { unsafe deflateEnd(&stream) }
        var packed = [UInt8](repeating: 0, count: Int(unsafe deflateBound(&stream, uLong(bytes.count))))
        let room = packed.count
        var bytes = bytes
        let count = bytes.count
        let status = unsafe bytes.withUnsafeMutableBufferPointer { input in
            unsafe packed.withUnsafeMutableBufferPointer { output in
                unsafe stream.next_in = input.baseAddress
                unsafe stream.avail_in = uInt(count)
                unsafe stream.next_out = output.baseAddress
                unsafe stream.avail_out = uInt(room)
                return unsafe CZlib.deflate(&stream, Z_FINISH)
            }
        }
        precondition(status == Z_STREAM_END, "zlib packs into as many bytes as it asked for")
        packed.removeLast(Int(unsafe stream.avail_out))
        return packed
    }
}

/// Why bytes can't be unpacked.
public struct GzipError: Classified, Hashable {
    /// What is wrong with them.
    @nonexhaustive
    public enum Code: Sendable, Hashable {
        /// They end too early.
        case cut
        /// They are no gzip, or were changed.
        case damaged
        /// What comes out is larger than was allowed, in bytes.
        case tooLarge(limit: Int)
    }

    /// What is wrong with them.
    public let code: Code

    init(_ code: Code) { self.code = code }

    /// The bytes never become readable by trying again.
    public var disposition: Disposition { .invalid }

    /// The sentence for people.
    public var message: String {
        switch code {
        case .cut: "the gzip data ends too early"
        case .damaged: "expected gzip data, found something else"
        case .tooLarge(let limit): "the gzip data unpacks to more than \(limit) bytes"
        }
    }
    /// The sentence for people.
    public var description: String { message }
}
