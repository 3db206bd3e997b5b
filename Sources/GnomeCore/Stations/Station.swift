// SPDX-License-Identifier: Apache-2.0

/// Identifies a station in one store.
public struct StationID: RawRepresentable, Sendable, Hashable, Comparable, Codable {
    /// The row number.
    public let rawValue: Int64
    /// The station of a row.
    public init(rawValue: Int64) { self.rawValue = rawValue }
    /// Whether one was made before another.
    public static func < (lhs: StationID, rhs: StationID) -> Bool { lhs.rawValue < rhs.rawValue }
}

/// What people say of a station: a place with a name and a project, where hardware comes and goes.
public struct StationDetails: Sendable, Hashable, Codable {
    /// What people call it; unique within its project.
    public var name: String
    /// Where it stands, once somebody was there.
    public var place: Place?
    /// The time zone of its people, by its IANA name; times are kept in UTC all the same.
    public var timeZone: String?
    /// What the next visitor should know: access, keys, bees.
    public var notes: String

    /// Details of these parts.
    public init(name: String, place: Place? = nil, timeZone: String? = nil, notes: String = "") {
        self.name = name
        self.place = place
        self.timeZone = timeZone
        self.notes = notes
    }

    /// What can't be taken as it is.
    public var problems: [InvalidField] {
        var problems = [InvalidField.line("name", name, example: "Cabot Head")].compactMap { $0 }
        problems += (place?.problems ?? []).map { $0.within("place") }
        if let timeZone, !Self.isZoneName(timeZone) {
            problems.append(
                InvalidField("timeZone", "must be the IANA name of a time zone", example: "America/Toronto"))
        }
        if let problem = InvalidField.prose("notes", notes, example: "Gate code with the ranger.") {
            problems.append(problem)
        }
        return problems
    }

    /// Whether it has the form of a zone's name.
    ///
    /// Which names exist is the business of the machine that shows times.
    private static func isZoneName(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        return (1...3).contains(parts.count) && text.utf8.count <= 64
            && parts.allSatisfy { part in
                part.first?.isASCII == true && part.first?.isLetter == true
                    && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_+-".contains($0)) }
            }
    }
}

/// A station as the store knows it.
public struct Station: Sendable, Hashable {
    /// Its place in the store.
    public var id: StationID
    /// Who owns it.
    public var project: ProjectID
    /// What people say of it.
    public var details: StationDetails
    /// When it was made.
    public var createdAt: Timestamp
    /// Counts its changes, from 1: who changes it says which state was seen.
    public var revision: Int64

    /// A station of these parts.
    public init(
        id: StationID, project: ProjectID, details: StationDetails, createdAt: Timestamp, revision: Int64 = 1
    ) {
        self.id = id
        self.project = project
        self.details = details
        self.createdAt = createdAt
        self.revision = revision
    }
}
