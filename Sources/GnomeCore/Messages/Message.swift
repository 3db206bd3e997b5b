// SPDX-License-Identifier: Apache-2.0

/// A frame that could be read.
public enum Message: Sendable, Hashable {
    case note(Note)
    case envelope(Envelope)
    case info(InfoReport)
    /// The sender will be back after so long; nothing where it named no time that makes sense.
    case next(after: Duration?)
    case metrics(MetricsBatch)
    case log(LogChunk)
    case result(CommandResult)

    /// What it is.
    public var kind: MessageKind {
        switch self {
        case .note: .note
        case .envelope: .envelope
        case .info: .info
        case .next: .next
        case .metrics: .metrics
        case .log: .log
        case .result: .result
        }
    }

    /// The serials that the body claims to come from, as the sender wrote them; empty where it names none.
    public var claims: Set<String> {
        let written: Set<String> =
            switch self {
            case .note(let note): note.id.map { [$0] } ?? []
            case .envelope(let envelope): [envelope.serial]
            case .info(let report): report.sgid.map { [$0] } ?? []
            case .next, .log, .result: []
            case .metrics(let batch): batch.receivers
            }
        // A receiver that could not find out its serial writes an empty one: that claims nothing.
        return written.filter { !$0.allSatisfy(\.isWhitespace) }
    }

    /// When the sender made it, by its own clock.
    public var deviceTime: Timestamp? {
        switch self {
        case .envelope(let envelope): envelope.time
        case .info(let report): report.date
        case .metrics(let batch): batch.metrics.compactMap(\.time).max()
        case .note, .next, .log, .result: nil
        }
    }

    /// How long until the sender will be back, where it says so.
    public var announcedDelay: Duration? {
        switch self {
        case .envelope(let envelope): envelope.next
        case .next(let delay): delay
        case .note, .info, .metrics, .log, .result: nil
        }
    }

    /// One line for people, of at most 200 characters.
    public var summary: String {
        let text =
            switch self {
            case .note(let note): note.text
            case .envelope(let envelope): "\(envelope.kind): \(envelope.body.compactText)"
            case .info(let report):
                [
                    report.version, report.bootCount.map { "boot \($0)" }, report.label,
                    report.monitoringError.map { "control program: \($0)" },
                ]
                .compactMap(\.self).joined(separator: ", ")
            case .next(let delay): delay.map { "back in \(Int($0.seconds.rounded())) s" } ?? "back at an unknown time"
            case .metrics(let batch): "\(batch.metrics.count) metrics"
            case .log(let chunk): "\(chunk.file) from byte \(chunk.position)\(chunk.isReset ? ", begun anew" : "")"
            case .result(let result):
                "command \(result.sequence.map(String.init) ?? "without number"): \(result.isOK ? "OK" : "failed")"
            }
        return text.count > 200 ? String(text.prefix(199)) + "…" : text
    }

    /// What makes it the same message as another.
    ///
    /// - Parameters:
    ///   - frame: The frame that it was read from.
    ///   - digest: The SHA-256 of the unpacked body.
    public func key(of frame: Frame, digest: [UInt8]) -> FrameKey {
        if case .envelope(let envelope) = self {
            if let id = envelope.id { return .message(id: id, content: digest) }
            if let boot = envelope.boot, let sequence = envelope.sequence {
                return .sequence(boot: boot, number: sequence)
            }
        }
        if let id = frame.messageID { return .message(id: id, content: digest) }
        return switch self {
        case .info, .metrics: .content(digest)
        // A receiver that was flashed anew ships its logs again from the start: the place alone is not enough.
        case .log(let chunk): .content(digest, of: chunk)
        case .result(let result): result.sequence.map { .content(digest, ofCommand: $0) } ?? .content(digest)
        // The same words at another time are another message.
        case .note, .envelope, .next: .content(digest, at: frame.receivedAt)
        }
    }
}

extension Frame {
    /// The attribute that holds the sender's message id, where the transport carries one.
    public static let messageIDAttribute = "message-id"

    /// The sender's message id; over HTTP attributes are what stood in the query, and none of them is one.
    public var messageID: String? { way == .http ? nil : attributes[Self.messageIDAttribute] }
}
