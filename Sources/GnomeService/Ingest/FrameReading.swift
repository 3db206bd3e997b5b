// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeTransport

/// A frame with all that can be known of it without the store.
struct ReadFrame: Sendable {
    /// A message, and who it is from as far as its way can tell.
    struct Accepted: Sendable {
        var message: Message
        var sender: Serial
        /// The numbers that it tells.
        var observations: [Observation]
    }

    var intake: Intake
    /// What makes it the same message as another.
    var key: FrameKey
    /// Its content alone, whenever it came.
    var content: FrameKey
    /// The message, or why there is none.
    var result: Result<Accepted, SenderCheck.Refusal>

    /// How many observations it comes to.
    var observationCount: Int { if case .success(let accepted) = result { accepted.observations.count } else { 0 } }

    var frame: Frame { intake.frame }

    /// Reads a frame; what can't be read is told, never thrown, because one bad frame delays no other.
    init(_ intake: Intake) {
        self.intake = intake
        guard !intake.isDeadLetter else {
            (key, content) = Self.rawKeys(intake.frame, digest: Secrets.sha256(intake.frame.body))
            result = .failure(Self.unread(.deadLettered, "given back too often", intake.frame))
            return
        }
        let body: [UInt8]
        do throws(SenderCheck.Refusal) {
            body = try Self.unpack(intake)
        } catch {
            (key, content) = Self.rawKeys(intake.frame, digest: Secrets.sha256(intake.frame.body))
            result = .failure(error)
            return
        }
        let digest = Secrets.sha256(body)
        content = .content(digest)
        do throws(CodecError) {
            let message = try MessageDecoder.decode(intake.frame, body: body)
            key = message.key(of: intake.frame, digest: digest)
            do throws(SenderCheck.Refusal) {
                let sender = try SenderCheck.sender(of: intake.frame, claims: message.claims)
                result = .success(
                    Accepted(
                        message: message, sender: sender,
                        observations: Observations(message, of: intake.frame).list))
            } catch {
                result = .failure(error)
            }
        } catch {
            (key, _) = Self.rawKeys(intake.frame, digest: digest)
            result = .failure(Self.undecodable(error.message, intake.frame))
        }
    }

    /// The key of a frame that can't be read: its content, with the sender's id where there is one.
    private static func rawKeys(_ frame: Frame, digest: [UInt8]) -> (FrameKey, FrameKey) {
        let content = FrameKey.content(digest)
        return (frame.messageID.map { .message(id: $0, content: digest) } ?? content, content)
    }

    /// A refusal that still names who it seems to be from, so that people can find it.
    private static func undecodable(_ detail: String, _ frame: Frame) -> SenderCheck.Refusal {
        unread(.undecodable, detail, frame)
    }

    /// A refusal of what was not read; that its sender is not who it seems to be weighs more than any other reason.
    private static func unread(_ reason: QuarantineReason, _ detail: String, _ frame: Frame) -> SenderCheck.Refusal {
        var refusal = SenderCheck.Refusal(reason: reason, detail: detail, claimed: nil)
        do throws(SenderCheck.Refusal) {
            refusal.claimed = try SenderCheck.sender(of: frame, claims: [])
        } catch {
            if error.reason.isSecurityEvent { return error }
        }
        return refusal
    }

    static func unpack(_ intake: Intake) throws(SenderCheck.Refusal) -> [UInt8] {
        let frame = intake.frame
        if let size = intake.cutFrom {
            throw unread(.oversize, "\(size) bytes; the first \(frame.body.count) are kept", frame)
        }
        if let size = intake.headersCutFrom {
            throw unread(
                .oversize, "\(size) bytes of headers; the first of them are kept, up to \(Intake.mostHeaderBytes)",
                frame)
        }
        let unpacked = try unpack(frame)
        if let damage = unpacked.damage { throw undecodable("the gzip data is damaged: \(damage.rawValue)", frame) }
        do throws(CompactError) {
            return try spellOut(unpacked.bytes, of: frame)
        } catch {
            throw undecodable("the compact form is damaged, \(error)", frame)
        }
    }

    /// The body without its packing; of a damaged one what comes before the damage.
    static func unpack(_ frame: Frame) throws(SenderCheck.Refusal) -> Gzip.Unpacked {
        guard frame.body.count <= MessageDecoder.sizeLimit else {
            throw unread(
                .oversize, "\(frame.body.count) bytes; at most \(MessageDecoder.sizeLimit) are read", frame)
        }
        switch frame.contentEncoding?.lowercased() {
        case nil, "", "identity", "utf-8", "utf8":
            return Gzip.Unpacked(bytes: frame.body)
        case "gzip":
            do {
                return try Gzip.inflate(frame.body, limit: MessageDecoder.sizeLimit)
            } catch {
                throw undecodable(error.description, frame)
            }
        case let encoding?:
            throw undecodable("packed as “\(encoding.prefix(40))”, which is not understood", frame)
        }
    }

    /// The body in the spelling that is read: here, so that a message is the same message in either spelling.
    static func spellOut(_ body: [UInt8], of frame: Frame) throws(CompactError) -> [UInt8] {
        guard CompactForm.isNamed(by: frame.contentType) else { return body }
        return try CompactForm.unpack(body, limit: MessageDecoder.sizeLimit)
    }
}
