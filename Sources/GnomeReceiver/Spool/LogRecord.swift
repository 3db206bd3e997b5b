// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// One record of a log on disk: the length, a checksum, the number of the oldest message that is still wanted, how many dropped
/// messages the payload tells of and how many nobody has told of yet, and a payload.
///
/// A record without payload is a mark, which only says what is still wanted. Numbers have the highest byte first.
struct LogRecord: Hashable {
    /// The bytes of a record in front of its payload.
    static let headSize = 24
    /// The largest payload.
    static let payloadLimit = 256 << 10

    /// The number of the oldest message that is still wanted.
    var floor: UInt64
    /// How many dropped messages the payload tells of: where it is dropped itself, that is forgotten with it.
    var told: UInt32
    /// How many were dropped that no message tells of, once this is written.
    var untold: UInt32
    var payload: [UInt8]

    /// The record as it is written.
    var bytes: [UInt8] {
        let body = Self.bytes(floor) + Self.bytes(told) + Self.bytes(untold) + payload
        return Self.bytes(UInt32(payload.count)) + Self.bytes(CRC32.sum(body)) + body
    }

    init(floor: UInt64, told: Int = 0, untold: Int = 0, payload: [UInt8] = []) {
        self.floor = floor
        self.told = UInt32(clamping: told)
        self.untold = UInt32(clamping: untold)
        self.payload = payload
    }

    /// Reads the record at the beginning of bytes; nothing where it is cut, damaged, or none.
    init?(reading bytes: ArraySlice<UInt8>) {
        guard bytes.count >= Self.headSize else { return nil }
        let length = Int(Self.number(bytes.prefix(4)))
        let checksum = Self.number(bytes.dropFirst(4).prefix(4))
        guard length <= Self.payloadLimit, bytes.count >= Self.headSize + length else { return nil }
        let body = bytes.dropFirst(8).prefix(Self.headSize - 8 + length)
        guard UInt64(CRC32.sum(body)) == checksum else { return nil }
        floor = Self.number(body.prefix(8))
        told = UInt32(Self.number(body.dropFirst(8).prefix(4)))
        untold = UInt32(Self.number(body.dropFirst(12).prefix(4)))
        payload = Array(body.dropFirst(16))
    }

    /// How many bytes it takes.
    var size: Int { Self.headSize + payload.count }

    /// Reads the records of a log up to its end, or to the first that is cut or damaged.
    ///
    /// - Returns: Each record with where it begins, and where what is whole ends.
    static func all(in bytes: [UInt8]) -> (records: [(offset: Int, record: LogRecord)], end: Int) {
        var records: [(Int, LogRecord)] = []
        var end = 0
        while let record = LogRecord(reading: bytes[end...]) {
            records.append((end, record))
            end += record.size
        }
        return (records, end)
    }

    private static func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
        stride(from: type(of: number).bitWidth - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> $0) }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
}
