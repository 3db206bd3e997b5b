// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore

/// A thing whose changes the audit keeps.
protocol Audited {
    /// What the audit calls it: `receiver SG-F28CRPI33503`.
    var auditSubject: String { get }
    /// What of it people change, as JSON text without secrets.
    var auditText: String { get }
}

/// What the audit keeps of a thing, as JSON text.
struct AuditText: Sendable {
    let text: String

    /// The fields of something, in the order of their names.
    init(_ value: some Encodable) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Only numbers that JSON has no form for can't be encoded, and those are refused before.
        text = (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}

extension Receiver: Audited {
    var auditSubject: String { "receiver \(serial)" }

    /// A key by its first digits only.
    var auditText: String {
        struct Fields: Encodable {
            let registration: Receiver.Registration
            let project: ProjectID?
            let name: String?
            let key: String?
        }
        return AuditText(
            Fields(registration: registration, project: project, name: name, key: key?.description)
        ).text
    }
}

extension Station: Audited {
    var auditSubject: String { "station \(id.rawValue) \(details.name)" }

    var auditText: String {
        struct Fields: Encodable {
            let project: ProjectID
            let details: StationDetails
        }
        return AuditText(Fields(project: project, details: details)).text
    }
}

extension StationPhoto {
    /// What of it is not the picture.
    var auditText: String {
        struct Fields: Encodable {
            let photo: StationPhotoID
            let mediaType: StationPhoto.MediaType
            let caption: String
            let size: Int
        }
        return AuditText(Fields(photo: id, mediaType: mediaType, caption: caption, size: size)).text
    }
}

extension Job: Audited {
    var auditSubject: String { "job \(id.rawValue) \(kind.rawValue)" }

    /// All but its payload, which may hold anything.
    var auditText: String {
        struct Fields: Encodable {
            let state: JobState
            let attempts: Int
            let error: String?
        }
        return AuditText(Fields(state: state, attempts: attempts, error: error)).text
    }
}

extension Forward: Audited {
    var auditSubject: String { "forward \(name)" }

    /// Of an address only where it leads: the rest of it may be as good as a password.
    var auditText: String {
        struct Fields: Encodable {
            let kind: ForwardTarget.Kind
            let host: String?
            let exchange: String?
            let filter: [String]
            let state: ForwardState
            let cursor: Int64
        }
        let (host, exchange): (String?, String?) =
            switch target.place {
            case .events: (nil, nil)
            case .webhook(let url): (URLComponents(string: url)?.host, nil)
            case .broker(let url, let exchange, _): (URLComponents(string: url)?.host, exchange)
            }
        let filter =
            target.filter.kinds.map(\.rawValue).sorted() + target.filter.projects.sorted().map { "project \($0)" }
            + target.filter.serials.sorted().map(\.text)
        return AuditText(
            Fields(
                kind: target.kind, host: host, exchange: exchange, filter: filter, state: progress.state,
                cursor: progress.cursor.rawValue)
        ).text
    }
}

extension Deployment: Audited {
    var auditSubject: String { "deployment \(id.rawValue)" }

    var auditText: String {
        struct Fields: Encodable {
            let receiver: ReceiverID
            let station: StationID
            let interval: Interval
            let antennas: [Antenna]
            let expectations: Expectations
        }
        return AuditText(
            Fields(
                receiver: details.receiver, station: details.station, interval: details.interval,
                antennas: details.antennas, expectations: details.expectations)
        ).text
    }
}
