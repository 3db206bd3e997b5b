// SPDX-License-Identifier: Apache-2.0

/// The messages of a receiver on its disk, in files of a bounded size, the oldest first.
///
/// A message is numbered when it is kept. It goes when it is confirmed, or when there is no more room and newer ones
/// push it out. It is not `Sendable`: ``Spool`` lets one thread at a time use it.
struct SpoolLog: ~Copyable {
    /// A file, which is named after the number of its first message.
    private struct Segment {
        let first: UInt64
        /// Where each of its messages begins.
        var offsets: [UInt32] = []
        var size = 0

        var end: UInt64 { first + UInt64(offsets.count) }
        var name: String { String(repeating: "0", count: 20 - String(first).count) + "\(first).spool" }
    }

    let folder: LogFolder
    private let limit: Int
    private let flushes: Bool
    private let segmentLimit: Int
    private var segments: [Segment]
    /// The file of the last segment; nothing where it can't be trusted any more, or has not been made.
    private var open: LogFile?
    /// The oldest message that is still wanted.
    private(set) var floor: UInt64
    /// The oldest message that was not handed out.
    private var cursor: UInt64
    /// Those that were confirmed before older ones.
    private var confirmed: Set<UInt64> = []
    /// How many were pushed out, or lost to damage, since a message told how many.
    private(set) var dropped = 0

    /// The number that the next message gets.
    private var next: UInt64 { segments.last?.end ?? 1 }

    /// How many messages wait for their confirm.
    var backlog: Int { Int(next - floor) - confirmed.count }

    /// Opens what is there; what a crash has cut off at the end of a file is no message.
    init(_ path: String, limit: Int, flushes: Bool = true) throws(SpoolError) {
        let folder = try LogFolder(path)
        var segments: [Segment] = []
        var floor: UInt64 = 1
        for name in try folder.names().filter({ $0.hasSuffix(".spool") }).sorted() {
            guard let first = UInt64(name.prefix(20)) else { continue }
            let file = try LogFile("\(path)/\(name)")
            let (records, end) = LogRecord.all(in: try file.read(try file.size(), at: 0))
            var segment = Segment(first: first, size: end)
            for (offset, record) in records {
                floor = max(floor, record.floor)
                if !record.payload.isEmpty { segment.offsets.append(UInt32(offset)) }
            }
            segments.append(segment)
        }
        floor = max(floor, segments.first?.first ?? 1)
        for (segment, later) in zip(segments, segments.dropFirst()) where segment.end < later.first {
            // Lost to damage in the middle of a file, and never confirmed.
            dropped += Int(later.first - max(segment.end, min(floor, later.first)))
        }
        self.folder = folder
        self.limit = limit
        self.flushes = flushes
        segmentLimit = max(LogRecord.headSize, limit / 16)
        self.segments = segments
        self.floor = floor
        cursor = floor
        removeFinished()
    }

    /// Keeps messages, and returns when they survive a power failure.
    ///
    /// - Parameter messages: Each is given how many messages were dropped and not told of yet.
    /// - Throws: `full`, `unavailable` or `tooLarge`; then none of them is kept.
    mutating func append(_ messages: [@Sendable (_ dropped: Int) -> [UInt8]]) throws(SpoolError) {
        try roll()
        guard var segment = segments.last else { return }
        let start = segment.size
        var (floor, dropped, kept) = (floor, dropped, segments)
        var bytes: [UInt8] = []
        for message in messages {
            // Its size is known only once it was told what was dropped, which it may push up.
            var payload = message(dropped)
            while kept.count > 1, kept.reduce(0, { $0 + $1.size }) + bytes.count + payload.count > limit {
                let gone = kept.removeFirst()
                let wanted = max(floor, gone.first)..<max(floor, gone.end)
                dropped += wanted.count - confirmed.count { wanted.contains($0) }
                floor = max(floor, kept[0].first)
                payload = message(dropped)
            }
            guard payload.count <= LogRecord.payloadLimit else {
                throw SpoolError(.tooLarge, "A message may have at most \(LogRecord.payloadLimit) bytes.")
            }
            segment.offsets.append(UInt32(start + bytes.count))
            bytes += LogRecord(floor: floor, payload: payload).bytes
            dropped = 0
        }
        segment.size += bytes.count
        try write(bytes, at: start)
        segments[segments.count - 1] = segment
        self.dropped = dropped
        raise(to: floor)
    }

    private mutating func write(_ bytes: [UInt8], at start: Int) throws(SpoolError) {
        guard let file = open.take() else { return }
        do throws(SpoolError) {
            try file.write(bytes, at: start)
            if flushes { try file.synchronize() }
            open = consume file
        } catch {
            // What lies beyond is cut off now or when it is read, and the file is not written again: after a failed flush
            // nobody knows what the disk has.
            try? file.truncate(to: start)
            throw error
        }
    }

    /// Begins a new file where the last is full or can't be trusted.
    private mutating func roll() throws(SpoolError) {
        if open != nil, let last = segments.last, last.size < segmentLimit { return }
        let segment = Segment(first: next)
        if segments.last?.first == segment.first { segments.removeLast() }
        let file = try LogFile("\(folder.path)/\(segment.name)")
        try file.truncate(to: 0)
        try folder.synchronize()
        open = consume file
        segments.append(segment)
    }

    /// The next messages that were not handed out, in order, with their numbers.
    mutating func take(upTo count: Int) throws(SpoolError) -> [(number: UInt64, message: [UInt8])] {
        var taken: [(UInt64, [UInt8])] = []
        while taken.count < count, cursor < next {
            guard let segment = segments.first(where: { cursor < $0.end }) else { break }
            cursor = max(cursor, segment.first)
            let number = cursor
            cursor += 1
            let place = Int(number - segment.first)
            let offset = Int(segment.offsets[place])
            let end = place + 1 < segment.offsets.count ? Int(segment.offsets[place + 1]) : segment.size
            let file = try LogFile("\(folder.path)/\(segment.name)")
            guard let record = LogRecord(reading: try file.read(end - offset, at: offset)[...]) else {
                // It was whole when it was written or first read: the disk has changed it since.
                dropped += 1
                confirm([number])
                continue
            }
            taken.append((number, record.payload))
        }
        return taken
    }

    /// Lets messages go that are where they belong.
    mutating func confirm(_ numbers: [UInt64]) {
        confirmed.formUnion(numbers.filter { $0 >= floor })
        var reached = floor
        while confirmed.contains(reached) { reached += 1 }
        guard reached > floor else { return }
        raise(to: reached)
        // Not flushed: where it is lost, messages are sent once more, with the ids they had.
        let mark = LogRecord(floor: reached).bytes
        guard let file = open.take(), let last = segments.last else { return }
        do throws(SpoolError) {
            try file.write(mark, at: last.size)
            segments[segments.count - 1].size += mark.count
            open = consume file
        } catch {
            try? file.truncate(to: last.size)
        }
    }

    private mutating func raise(to newFloor: UInt64) {
        floor = max(floor, newFloor)
        cursor = max(cursor, floor)
        confirmed = confirmed.filter { $0 >= floor }
        removeFinished()
    }

    /// Removes the files of which nothing is wanted any more, but never the last: it says what number comes next.
    private mutating func removeFinished() {
        while segments.count > 1, segments[1].first <= floor || segments[0].end <= floor {
            folder.remove(segments.removeFirst().name)
        }
    }
}
