// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore

/// What the routes work with.
struct ServerContext: Sendable {
    var store: WatchedStore
    var ingest: IngestService
    var registration: RegistrationService
    /// Who is who.
    var identities: IdentityService
    var stations: StationService
    /// Who may come in, and what they may.
    var access: AccessService
    /// Who changed what.
    var audit: AuditService
    /// Who asked for what they may not.
    var denials: DenialAudit
    var quarantine: QuarantineService
    var quarantinePolicy: QuarantinePolicy
    var retention: RetentionService
    /// The accounts of receivers at the broker; nothing where there is no broker.
    var brokerAccounts: BrokerAccounts?
    /// Whether the broker may ask who may log in.
    var answersBroker: Bool
    var policy: ContactPolicy
    var metrics: Metrics
    var log: Log
    var now: @Sendable () -> Timestamp
    /// What proves that somebody is at the console.
    var administratorToken: String
    /// Host names under which only the receivers' routes are served.
    var agentHosts: Set<String>
    /// Where people reach the server through a proxy; nothing where from this machine alone.
    var publicURL: PublicURL?
    /// Says that a job may be due.
    var wakeJobs: @Sendable () -> Void
    /// Passing on what is stored.
    var forwarding: Forwarding
    /// How the broker's connection is, in a word or two; nothing where there is no broker.
    var brokerState: @Sendable () -> String?

    /// Logs and counts what an ingested batch brought.
    func observe(_ report: IngestReport) {
        var isStored = false
        defer { if isStored { forwarding.forwarder.wake() } }
        for outcome in report.outcomes {
            switch outcome {
            case .stored:
                isStored = true
                metrics.count(.frames, ("outcome", "stored"))
            case .repeated: metrics.count(.frames, ("outcome", "repeated"))
            case .quarantined(let reason):
                metrics.count(.frames, ("outcome", "quarantined"))
                metrics.count(.quarantined, ("reason", reason.rawValue))
            case .refused: metrics.count(.frames, ("outcome", "refused"))
            }
        }
        let refusals = report.outcomes.compactMap { outcome in
            if case .refused(let refusal) = outcome { refusal.rawValue } else { nil }
        }
        if !refusals.isEmpty {
            log(
                .warning, "frames found no room in quarantine, and are counted",
                [
                    "frames": .integer(Int64(refusals.count)),
                    "why": .string(Set(refusals).sorted().joined(separator: ", ")),
                ])
        }
        for effect in report.effects {
            switch effect {
            case .registeredPending(let serial):
                log(.info, "an unknown receiver was heard and waits for acceptance", ["serial": .string(serial.text)])
            case .trustedKey(let serial):
                log(.info, "the first key of a receiver is trusted from now on", ["serial": .string(serial.text)])
            case .activated(let serial):
                log(.info, "a receiver that was expected has come, and is accepted", ["serial": .string(serial.text)])
            case .heldKey(let serial):
                log(.warning, "a receiver came with another key, which is held", ["serial": .string(serial.text)])
            case .status(let serial, .firstContact):
                log(.info, "a receiver was heard for the first time", ["serial": .string(serial.text)])
            case .status(let serial, .returned(let silence)):
                log(
                    .info, "a receiver that was due is back",
                    ["serial": .string(serial.text), "silentSeconds": .number(silence.seconds.rounded())])
            case .securityEvent: break  // Told below, equal ones together.
            }
        }
        observe(
            report.effects.compactMap { effect in if case .securityEvent(let event) = effect { event } else { nil } })
    }

    /// Logs and counts security events; whoever sends many of one kind shall not fill the log with them.
    private func observe(_ events: [IngestReport.SecurityEvent]) {
        for (event, frames) in Dictionary(events.map { ($0, 1) }, uniquingKeysWith: +) {
            metrics.count(.securityEvents, ("reason", event.reason.rawValue), by: frames)
            log(
                .warning, "security: somebody may pretend to be another receiver; the frames are in quarantine",
                [
                    "reason": .string(event.reason.rawValue), "detail": .string(event.detail),
                    "serial": event.claimed.map { .string($0.text) } ?? .null, "way": .string(event.way.rawValue),
                    "frames": .integer(Int64(frames)),
                ])
        }
    }
}

extension Metrics.Family {
    static let frames = Metrics.Family("gnome_frames_total", .counter, "Frames taken in, by what became of them.")
    static let quarantined = Metrics.Family(
        "gnome_quarantined_total", .counter, "Frames put into quarantine, by reason.")
    static let quarantineEntries = Metrics.Family("gnome_quarantine_entries", .gauge, "Entries that wait, by reason.")
    static let quarantineBytes = Metrics.Family(
        "gnome_quarantine_bytes", .gauge, "Bytes of the bodies that wait, by reason.")
    static let quarantineDropped = Metrics.Family(
        "gnome_quarantine_dropped_total", .counter,
        "Frames dropped or refused in the life of the store, by cause and reason.")
    static let quarantineDroppedBytes = Metrics.Family(
        "gnome_quarantine_dropped_bytes_total", .counter, "Bytes of the bodies of what was dropped or refused.")
    static let securityEvents = Metrics.Family(
        "gnome_security_events_total", .counter, "Frames whose sender may have pretended to be another, by reason.")
    static let requests = Metrics.Family(
        "gnome_http_requests_total", .counter, "HTTP requests answered, by route and status.")
    static let passwordHashes = Metrics.Family(
        "gnome_password_hashes_total", .counter,
        "Hashes of passwords made since the start, most of them because somebody logs in.")
    static let receivers = Metrics.Family("gnome_receivers", .gauge, "Receivers in the register, by contact state.")
    static let brokerConnected = Metrics.Family(
        "gnome_broker_connected", .gauge, "Whether messages are being taken from the broker.")
    static let queueMessages = Metrics.Family(
        "gnome_queue_messages", .gauge, "Messages that wait in a queue of the broker, measured every 10 seconds.")
    static let ingestPauses = Metrics.Family(
        "gnome_ingest_pauses_total", .counter, "Pauses of the intake because the store could not be written.")
}
