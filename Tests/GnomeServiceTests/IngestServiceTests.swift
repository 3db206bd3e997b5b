// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport
import TestSupport
import Testing

@Suite("Taking frames in", .timeLimit(.minutes(10)))
struct IngestServiceTests {
    private static let serial = Serial(sensorgnome: "F28CRPI33503")
    private static let noon = Timestamp(seconds: 1_777_636_800)

    private static func note(
        _ text: String, id: String? = nil, from serial: String = "SG-F28CRPI33503", second: Int64 = 0,
        isRedelivered: Bool = false
    ) -> Intake {
        var attributes: [String: String] = [:]
        attributes[Frame.messageIDAttribute] = id
        let frame = Frame(
            way: .amqp, route: "sensorgnome-exchange/x", receivedAt: noon.advanced(by: .seconds(second)),
            attributes: attributes, body: Note(id: serial, text: text).bytes)
        return Intake(frame, isRedelivered: isRedelivered)
    }

    private static func withService(
        _ body: (IngestService, RegistrationService, SQLStore) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            let store = try await SQLStore.sqlite(at: folder + "/gnome.db")
            try await body(IngestService(store: store), RegistrationService(store: store), store)
            await store.close()
        }
    }

    private static func frames(in store: SQLStore) async throws -> [StoredFrame] {
        try await store.read { store throws(StoreError) in try store.frames(after: FrameID(rawValue: 0), limit: 1000) }
    }

    private static func quarantine(in store: SQLStore) async throws -> [QuarantineEntry] {
        try await store.read { store throws(StoreError) in
            try store.quarantineEntries(store.quarantine(matching: .all, before: nil, limit: 1000).map(\.id))
        }
    }

    @Test("a message with an id is stored once, however often and in whatever company it comes")
    func storesOnce() async throws {
        try await Self.withService { service, registration, store in
            _ = try await registration.add(Self.serial, name: nil, at: Self.noon)
            let first = try await service.ingest([
                Self.note("a", id: "1"), Self.note("b", id: "2"), Self.note("a", id: "1"),
            ])
            #expect(first.outcomes.map(\.isStored) == [true, true, false])
            let second = try await service.ingest([
                Self.note("b", id: "2", second: 5), Self.note("c", id: "3", second: 5),
            ])
            #expect(second.outcomes.map(\.isStored) == [false, true])
            #expect(try await Self.frames(in: store).count == 3)
            let overview = try await store.read { store throws(StoreError) in try store.overview(Self.serial) }
            #expect(overview?.status.frames == 3)
        }
    }

    @Test("equal words without an id are two messages, but a copy that the broker hands out again is one")
    func tellsCopiesFromRepetitions() async throws {
        try await Self.withService { service, registration, store in
            _ = try await registration.add(Self.serial, name: nil, at: Self.noon)
            _ = try await service.ingest([Self.note("hello")])
            _ = try await service.ingest([Self.note("hello", second: 60)])
            #expect(try await Self.frames(in: store).count == 2)
            let again = try await service.ingest([Self.note("hello", second: 90, isRedelivered: true)])
            #expect(again.outcomes == [.repeated])
            // Handed out before, but never stored: the server died first.
            let new = try await service.ingest([Self.note("other", second: 90, isRedelivered: true)])
            #expect(new.outcomes.map(\.isStored) == [true])
            // Hours later it is the same copy still: the server may have been away for as long.
            let late = try await service.ingest([Self.note("other", second: 9000, isRedelivered: true)])
            #expect(late.outcomes == [.repeated])
            // Each stored row stands for one copy: the third of two equal ones is new.
            let third = try await service.ingest(
                (0..<2).map { Self.note("hello", second: 9001 + $0, isRedelivered: true) })
            #expect(third.outcomes.map(\.isStored) == [false, true])
        }
    }

    @Test("the numbers of what is stored are kept as series, and nothing of what comes again")
    func keepsObservations() async throws {
        try await Self.withService { service, registration, store in
            _ = try await registration.add(Self.serial, name: nil, at: Self.noon)
            var frame = Self.note("a", id: "1").frame
            frame.body = Array(#"{"id": "SG-F28CRPI33503", "message": "a", "volts": 12.5}"#.utf8)
            for _ in 0..<2 { _ = try await service.ingest([Intake(frame), Intake(frame), Self.note("b", id: "2")]) }
            let overview = try await store.read { store throws(StoreError) in try store.overview(Self.serial) }
            let receiver = try #require(overview).receiver
            try await store.read { store throws(StoreError) in
                let contacts = Series(.contact, "amqp")
                let volts = Series(.metric, "volts")
                #expect(try store.series(of: receiver.id).map(\.series) == [contacts, volts])
                let hours = try store.summaries(
                    of: contacts, at: receiver.id, per: .hour, from: Self.noon, to: Self.noon.advanced(by: .seconds(1)),
                    limit: 9)
                #expect(hours.map(\.count) == [2])
                let read = try store.observations(
                    of: volts, at: receiver.id, from: Self.noon, to: Self.noon.advanced(by: .seconds(1)), limit: 9)
                #expect(read.map(\.value) == [12.5])
            }
        }
    }

    @Test("a message in the compact form is the message that it packs, over either way, and stored once with it")
    func takesCompactForm() async throws {
        let json = Array(
            #"{"body":{"battery":12.60},"boot":"5f0c9a1b","kind":"status","seq":1,"serial":"SG-F28CRPI33503","v":1}"#
                .utf8)
        let digest = try #require(Secrets.digest(ofKey: "key"))
        let plain = Frame(
            way: .http, route: "/agent/messages", receivedAt: Self.noon, contentType: "application/json",
            proof: .key(user: Self.serial.text, digest: digest), body: json)
        var compact = plain
        compact.contentType = "application/vnd.gnome.message.compact; v=1"
        compact.body = try CompactForm.pack(json)
        var published = compact
        published.way = .amqp
        published.route = "gnome.uplink/SG-F28CRPI33503.status"
        published.proof = .brokerUser(Self.serial.text)
        var cut = published
        cut.body.removeLast(3)
        let batch = [compact, published, plain, cut].map { Intake($0) }
        try await Self.withService { service, registration, store in
            _ = try await registration.add(Self.serial, name: nil, at: Self.noon)
            let report = try await service.ingest(batch)
            #expect(report.outcomes.map(\.isStored) == [true, false, false, false])
            #expect(report.outcomes.last == .quarantined(.undecodable))
            let stored = try #require(try await Self.frames(in: store).first)
            #expect(stored.frame.body == compact.body && stored.kind == .envelope)
            let waiting = try #require(try await Self.quarantine(in: store).first)
            #expect(waiting.detail.contains("at byte 21"))
        }
    }

    @Test("a copy of what waits in quarantine waits once")
    func quarantinesOnce() async throws {
        try await Self.withService { service, _, store in
            _ = try await service.ingest([Self.note("hello"), Self.note("hello", second: 1)])
            #expect(try await Self.quarantine(in: store).count == 2)
            let again = try await service.ingest([Self.note("hello", second: 2, isRedelivered: true)])
            #expect(again.outcomes == [.repeated])
            #expect(try await Self.quarantine(in: store).count == 2)
        }
    }

    @Test("an unknown receiver becomes pending, and acceptance takes in what waited, in order and once")
    func acceptsPending() async throws {
        try await Self.withService { service, registration, store in
            let report = try await service.ingest(
                (0..<1200).map { Self.note("n\($0)", id: "\($0)", second: Int64($0)) })
            #expect(report.effects == [.registeredPending(Self.serial)])
            #expect(report.outcomes.allSatisfy { $0 == .quarantined(.receiverPending) })

            let added = try await registration.add(Self.serial, name: "Spruce Haven", at: Self.noon)
            #expect(added.outcome == .accepted)
            #expect(added.released == 1200)
            #expect(added.overview.quarantined == 0)
            #expect(added.overview.status.frames == 1200)
            let texts = try await Self.frames(in: store).compactMap(\.message?.summary)
            #expect(texts == (0..<1000).map { "n\($0)" })
            let again = try await registration.add(Self.serial, name: "Spruce Haven", at: Self.noon)
            #expect(again.outcome == .unchanged)
            #expect(again.released == 0)
        }
    }

    @Test("bad frames among good ones wait with their reason and hold up none of them")
    func isolatesBadFrames() async throws {
        try await Self.withService { service, registration, store in
            _ = try await registration.add(Self.serial, name: nil, at: Self.noon)
            func raw(_ body: [UInt8], encoding: String? = nil, route: String = "sensorgnome-exchange/x") -> Intake {
                Intake(Frame(way: .amqp, route: route, receivedAt: Self.noon, contentEncoding: encoding, body: body))
            }
            let bomb = Gzip.deflate([UInt8](repeating: 32, count: MessageDecoder.sizeLimit + 1))
            let report = try await service.ingest([
                Self.note("first", id: "1"),
                raw([0xFF, 0x00, 0x7B]),
                raw(Array("{}".utf8)),
                raw(Array(#"{"id": null, "message": "x"}"#.utf8)),
                raw(Note(id: "SG-F28CRPI33503", text: "x").bytes, encoding: "gzip"),
                raw(Note(id: "SG-F28CRPI33503", text: "y").bytes, encoding: "br"),
                raw(bomb, encoding: "gzip"),
                raw([UInt8](repeating: 32, count: MessageDecoder.sizeLimit + 1)),
                raw(Note(id: "SG-F28CRPI33503", text: "z").bytes, route: "gnome.uplink/SG-F28CRPI33503.note"),
                raw(Gzip.deflate(Note(id: "SG-F28CRPI33503", text: "packed").bytes), encoding: "gzip"),
            ])
            let reasons = report.outcomes.map { outcome -> QuarantineReason? in
                if case .quarantined(let reason) = outcome { reason } else { nil }
            }
            #expect(
                reasons == [
                    nil, .undecodable, .undecodable, .noSerial, .undecodable, .undecodable, .undecodable, .oversize,
                    .unproven, nil,
                ])
            #expect(try await Self.frames(in: store).compactMap(\.message?.summary) == ["first", "packed"])
            let entries = try await Self.quarantine(in: store)
            #expect(entries.count == 8)
            #expect(entries.allSatisfy { !$0.detail.isEmpty })
            #expect(entries.contains { $0.frame.body == [0xFF, 0x00, 0x7B] })
        }
    }

    @Test("a frame that waits for one reason does not hide the same frame that waits for another")
    func quarantinesByReason() async throws {
        try await Self.withService { service, registration, store in
            func report(_ key: String) throws -> Intake {
                let digest = try #require(Secrets.digest(ofKey: key))
                return Intake(
                    Frame(
                        way: .http, route: "/agent/info", receivedAt: Self.noon,
                        proof: .key(user: Self.serial.text, digest: digest), body: Array("sgid: \(Self.serial)".utf8)))
            }
            _ = try await service.ingest([try report("first")])
            let held = try await service.ingest([try report("other"), try report("first")])
            #expect(held.outcomes == [.quarantined(.keyChanged), .repeated])
            let added = try await registration.add(Self.serial, name: nil, at: Self.noon)
            #expect(added.released == 1)
            #expect(added.overview.quarantined == 1)
        }
    }

    @Test("a report sent again over HTTP is no new frame, and a contact all the same")
    func repeatsAreContacts() async throws {
        try await Self.withService { service, registration, store in
            _ = try await registration.add(Self.serial, name: nil, at: Self.noon)
            for second in [0, 500] as [Int64] {
                let digest = try #require(Secrets.digest(ofKey: "k"))
                _ = try await service.ingest([
                    Intake(
                        Frame(
                            way: .http, route: "/agent/info", receivedAt: Self.noon.advanced(by: .seconds(second)),
                            attributes: ["message-id": "the query is no id"],
                            proof: .key(user: Self.serial.text, digest: digest), body: Array("sgid:".utf8)))
                ])
            }
            let overview = try #require(
                try await store.read { store throws(StoreError) in try store.overview(Self.serial) })
            #expect(overview.status.frames == 1)
            #expect(overview.status.lastContactAt == Self.noon.advanced(by: .seconds(500)))
        }
    }

    @Test("of a message that is larger than a transport takes, the beginning waits with its full size told")
    func quarantinesCutMessages() async throws {
        try await Self.withService { service, _, store in
            let delivery = Delivery(
                id: DeliveryID(epoch: 1, tag: 1), exchange: "sensorgnome-exchange", routingKey: "x",
                isRedelivered: false,
                properties: MessageProperties(), body: Array("{\"id\":".utf8), bodySize: 5_000_000)
            let report = try await service.ingest([Intake(delivery, receivedAt: Self.noon)])
            #expect(report.outcomes == [.quarantined(.oversize)])
            #expect(try await Self.quarantine(in: store).first?.detail.contains("5000000 bytes") == true)
        }
    }

    @Test("of headers without end the first wait with the message, which is not read, and their full size is told")
    func quarantinesCutHeaders() async throws {
        try await Self.withService { service, _, store in
            let most = Intake.mostHeaderBytes
            func delivery(_ headers: [String: String]) -> Delivery {
                var delivery = Self.uplink(
                    Note(id: "SG-F28CRPI33503", text: "m").bytes, user: "SG-F28CRPI33503", id: "\(headers.count)")
                delivery.properties.headers = headers
                return delivery
            }
            let fitting = ["a": String(repeating: "x", count: most - 1)]
            let tooLong = ["a": "1", "b": String(repeating: "x", count: most), "c": "3"]
            let report = try await service.ingest(
                [fitting, tooLong].map { Intake(delivery($0), receivedAt: Self.noon) })
            #expect(report.outcomes.last == .quarantined(.oversize))
            #expect(report.outcomes.first != .quarantined(.oversize))
            let entry = try #require(try await Self.quarantine(in: store).first { $0.reason == .oversize })
            #expect(entry.detail.contains("\(most + 5) bytes of headers"))
            #expect(entry.frame.attributes == ["a": "1", Frame.messageIDAttribute: "3"])
        }
    }

    private static func uplink(
        _ body: [UInt8], key: String = "SG-F28CRPI33503.status", user: String?, id: String? = nil,
        isRedelivered: Bool = false
    ) -> Delivery {
        Delivery(
            id: DeliveryID(epoch: 1, tag: 1), exchange: Frame.uplinkExchange, routingKey: key,
            isRedelivered: isRedelivered, properties: MessageProperties(messageID: id, userID: user), body: body)
    }

    @Test("whoever may pretend to be another is told of once, with the reason, whatever else is wrong with the frame")
    func tellsSecurityEvents() async throws {
        try await Self.withService { service, registration, store in
            _ = try await registration.add(Self.serial, name: nil, at: Self.noon)
            let own = Envelope(serial: Self.serial.text, kind: "status").bytes
            let others = Envelope(serial: "SG-0000BBBK0000", kind: "status").bytes
            let batch = [
                Self.uplink(own, user: Self.serial.text, id: "1"),
                Self.uplink(own, user: nil, id: "2"),
                Self.uplink(others, user: Self.serial.text, id: "3"),
                Self.uplink(others, key: "SG-0000BBBK0000.status", user: Self.serial.text, id: "4"),
                Self.uplink([0xFF], key: "SG-0000BBBK0000.status", user: Self.serial.text, id: "5"),
                Self.uplink([0xFF], user: Self.serial.text, id: "6"),
            ]
            let report = try await service.ingest(batch.map { Intake($0, receivedAt: Self.noon) })
            #expect(
                report.outcomes.dropFirst() == [
                    .quarantined(.unproven), .quarantined(.identityMismatch), .quarantined(.identityMismatch),
                    .quarantined(.identityMismatch), .quarantined(.undecodable),
                ])
            #expect(report.outcomes[0].isStored)
            #expect(
                report.securityEvents.map(\.reason)
                    == [.unproven, .identityMismatch, .identityMismatch, .identityMismatch])
            #expect(report.securityEvents.allSatisfy { $0.claimed == Self.serial && !$0.detail.isEmpty })
            let again = try await service.ingest(batch.map { Intake($0, receivedAt: Self.noon) })
            #expect(again.outcomes == Array(repeating: .repeated, count: 6))
            #expect(again.securityEvents.isEmpty)
            let overview = try await store.read { store throws(StoreError) in
                try store.overview(Serial(sensorgnome: "0000BBBK0000"))
            }
            #expect(overview == nil)
        }
    }

    @Test("a dead letter waits once and unread, as come over the uplink, whatever its headers say")
    func quarantinesDeadLetters() async throws {
        try await Self.withService { service, registration, store in
            _ = try await registration.add(Self.serial, name: nil, at: Self.noon)
            var letter = Self.uplink(
                Envelope(serial: Self.serial.text, kind: "status").bytes, user: Self.serial.text, id: "1")
            letter.exchange = "gnome.dead"
            letter.properties.headers = ["x-first-death-exchange": "sensorgnome-exchange"]
            for moment in [0, 5] as [Int64] {
                let received = Self.noon.advanced(by: .seconds(moment))
                _ = try await service.ingest([Intake(deadLetter: letter, receivedAt: received)])
            }
            // Without an id, a copy that comes again is known by its content.
            letter.properties.messageID = nil
            for isRedelivered in [false, true] {
                letter.isRedelivered = isRedelivered
                _ = try await service.ingest([Intake(deadLetter: letter, receivedAt: Self.noon)])
            }
            var forged = letter
            forged.properties.userID = nil
            _ = try await service.ingest([Intake(deadLetter: forged, receivedAt: Self.noon)])
            let entries = try await Self.quarantine(in: store)
            #expect(entries.map(\.reason) == [.unproven, .deadLettered, .deadLettered])
            #expect(entries.allSatisfy { $0.frame.route == "gnome.uplink/SG-F28CRPI33503.status" })
            #expect(entries.allSatisfy { $0.claimedSerial == Self.serial && $0.frame.body == letter.body })
            #expect(try await Self.frames(in: store).isEmpty)
        }
    }

    @Test("the first key is trusted, another is held and counted, and neither stops the other")
    func holdsKeys() async throws {
        try await Self.withService { service, registration, store in
            _ = try await registration.add(Self.serial, name: nil, at: Self.noon)
            func next(_ key: String, second: Int64) throws -> Intake {
                let digest = try #require(Secrets.digest(ofKey: key))
                return Intake(
                    Frame(
                        way: .http, route: "/agent/next", receivedAt: Self.noon.advanced(by: .seconds(second)),
                        attributes: ["delay": "60"], proof: .key(user: Self.serial.text, digest: digest), body: []))
            }
            let report = try await service.ingest([
                try next("first", second: 0), try next("other", second: 1), try next("other", second: 2),
                try next("first", second: 3),
            ])
            #expect(
                report.effects == [
                    .trustedKey(Self.serial), .heldKey(Self.serial), .status(Self.serial, .firstContact),
                ])
            let overview = try #require(
                try await store.read { store throws(StoreError) in try store.overview(Self.serial) })
            #expect(overview.receiver.key == Secrets.digest(ofKey: "first"))
            #expect(overview.receiver.heldKey?.frames == 2)
            #expect(overview.receiver.heldKey?.since == Self.noon.advanced(by: .seconds(1)))
            #expect(overview.status.frames == 2)
            #expect(overview.quarantined == 2)
        }
    }
}

extension IngestReport {
    var securityEvents: [SecurityEvent] {
        effects.compactMap { if case .securityEvent(let event) = $0 { event } else { nil } }
    }
}

extension IngestOutcome {
    var isStored: Bool { if case .stored = self { true } else { false } }
}
