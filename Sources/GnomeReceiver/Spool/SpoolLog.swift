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
        /// How many dropped messages each of them tells of.
        var told: [UInt32] = []
        /// How many that damage took from its end were counted already: a mark there says so.
        var counted = 0
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
    /// How many were pushed out, or lost to damage, and no message tells of.
    private(set) var dropped: Int

    /// Whether something was found lost that was not before.
    private let isDamaged: Bool

    /// The number that the next message gets.
    private var next: UInt64 { segments.last?.end ?? 1 }

    /// How many messages wait for their confirm.
    var backlog: Int { Int(next - floor) - confirmed.count }

    /// Opens what is there; what a crash has cut off at the end of a file is no message.
    init(_ path: String, limit: Int, flushes: Bool = true) throws(SpoolError) {
        let folder = try LogFolder(path)
        var found = Found()
        let names = try folder.names().filter { $0.hasSuffix(".spool") }.sorted()
        let firsts = names.map { UInt64($0.prefix(20)) }
        for (place, name) in names.enumerated() {
            guard let first = firsts[place] else { continue }
            let later = firsts[(place + 1)...].lazy.compactMap(\.self).first
            found.take(try Self.contents(of: "\(path)/\(name)"), from: first, before: later)
        }
        found.countDamage()
        self.folder = folder
        self.limit = limit
        self.flushes = flushes
        segmentLimit = max(LogRecord.headSize, limit / 16)
        segments = found.segments
        floor = found.floor
        dropped = found.dropped
        isDamaged = found.isDamaged
        cursor = found.floor
        removeFinished()
    }

    /// What was found in the files of a folder.
    private struct Found {
        var segments: [Segment] = []
        var floor: UInt64 = 1
        var dropped = 0
        var isDamaged = false

        /// Takes the next file.
        ///
        /// - Parameters:
        ///   - bytes: What stands in it.
        ///   - first: The number of its first message.
        ///   - later: The number at which the next file begins.
        mutating func take(_ bytes: [UInt8], from first: UInt64, before later: UInt64?) {
            let (records, end) = LogRecord.all(in: bytes)
            var segment = Segment(first: first, size: end)
            for (offset, record) in records {
                // What stands there beyond the number at which the next file begins was written in vain: the write failed, and
                // its messages and what they say of others were never promised.
                if !record.payload.isEmpty, segment.end == later {
                    segment.size = offset
                    break
                }
                floor = max(floor, record.floor)
                dropped = Int(record.untold)
                if record.payload.isEmpty {
                    segment.counted = max(segment.counted, Int(record.told))
                } else {
                    segment.offsets.append(UInt32(offset))
                    segment.told.append(record.told)
                }
            }
            segments.append(segment)
        }

        /// Counts what damage in the middle of files took, and was never confirmed.
        mutating func countDamage() {
            floor = max(floor, segments.first?.first ?? 1)
            for (place, later) in segments.dropFirst().enumerated() where segments[place].end < later.first {
                let lost = Int(later.first - max(segments[place].end, min(floor, later.first)))
                guard lost > segments[place].counted else { continue }
                dropped += lost - segments[place].counted
                segments[place].counted = lost
                isDamaged = true
            }
        }
    }

    private static func contents(of path: String) throws(SpoolError) -> [UInt8] {
        let file = try LogFile(path)
        return try file.read(try file.size(), at: 0)
    }

    /// Writes down how much was lost to damage, so that the next start does not count it once more.
    mutating func noteDamage() throws(SpoolError) {
        guard isDamaged else { return }
        let last = segments.indices.last
        for place in segments.indices.reversed() where segments[place].counted > 0 || place == last {
            // What is told stands at the end of the last file first: better counted twice than not at all.
            let mark = LogRecord(floor: floor, told: segments[place].counted, untold: dropped).bytes
            try Self.end("\(folder.path)/\(segments[place].name)", at: segments[place].size, with: mark)
            segments[place].size += mark.count
        }
    }

    /// Keeps messages, and returns when they survive a power failure.
    ///
    /// - Parameter messages: Each is asked once for its bytes, however often it is tried to keep it.
    /// - Throws: `full`, `unavailable` or `tooLarge`; then none of them is kept.
    mutating func append(_ messages: [SpoolDraft]) throws(SpoolError) {
        try roll()
        guard var segment = segments.last else { return }
        let start = segment.size
        var (floor, dropped, kept) = (floor, dropped, segments)
        var bytes: [UInt8] = []
        for message in messages {
            let (payload, told) = message.bytes(dropped: dropped)
            guard payload.count <= LogRecord.payloadLimit else {
                throw SpoolError(.tooLarge, "A message may have at most \(LogRecord.payloadLimit) bytes.")
            }
            // What this one pushes out, the next one tells.
            dropped -= told
            while kept.count > 1, kept.reduce(0, { $0 + $1.size }) + bytes.count + payload.count > limit {
                let gone = kept.removeFirst()
                let wanted = max(floor, gone.first)..<max(floor, gone.end)
                for number in wanted where !confirmed.contains(number) {
                    dropped += 1 + Int(gone.told[Int(number - gone.first)])
                }
                floor = max(floor, kept[0].first)
            }
            segment.offsets.append(UInt32(start + bytes.count))
            segment.told.append(UInt32(clamping: told))
            bytes += LogRecord(floor: floor, told: told, untold: dropped, payload: payload).bytes
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
            let number = max(cursor, segment.first)
            let place = Int(number - segment.first)
            let offset = Int(segment.offsets[place])
            let end = place + 1 < segment.offsets.count ? Int(segment.offsets[place + 1]) : segment.size
            let read = Self.read("\(folder.path)/\(segment.name)", offset..<end)
            // What the disk refuses now may be handed out later; what it gave before is handed out now.
            if case .failure = read, !taken.isEmpty { break }
            let bytes = try read.get()
            cursor = number + 1
            guard let record = LogRecord(reading: bytes[...]) else {
                // It was whole when it was written or first read: the disk has changed it since.
                dropped += 1 + Int(segment.told[place])
                confirm([number])
                continue
            }
            taken.append((number, record.payload))
        }
        return taken
    }

    /// Cuts a file off at a place, and writes something there.
    private static func end(_ path: String, at place: Int, with bytes: [UInt8]) throws(SpoolError) {
        let file = try LogFile(path)
        try file.truncate(to: place)
        try file.write(bytes, at: place)
        try file.synchronize()
    }

    private static func read(_ path: String, _ range: Range<Int>) -> Result<[UInt8], SpoolError> {
        Result { () throws(SpoolError) in
            let file = try LogFile(path)
            return try file.read(range.count, at: range.lowerBound)
        }
    }

    /// Lets messages go that are where they belong.
    mutating func confirm(_ numbers: [UInt64]) {
        confirmed.formUnion(numbers.filter { $0 >= floor })
        var reached = floor
        while confirmed.contains(reached) { reached += 1 }
        guard reached > floor else { return }
        raise(to: reached)
        // Not flushed: where it is lost, messages are sent once more, with the ids they had.
        let mark = LogRecord(floor: reached, untold: dropped).bytes
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
