// SPDX-License-Identifier: Apache-2.0

public import GnomeCore

/// Reads the stations.
public protocol StationReading {
    /// One station; nothing where there is none.
    func station(_ id: StationID) throws(StoreError) -> Station?
    /// A page of the stations in the order of their names, in small letters, and of their numbers.
    ///
    /// - Parameters:
    ///   - filter: Which stations.
    ///   - after: The last place of the page before; nothing for the first page.
    ///   - limit: At most so many.
    func stations(
        matching filter: StationFilter, after: StationOrder?, limit: Int
    ) throws(StoreError) -> [Station]
}

/// Changes the stations.
public protocol StationWriting {
    /// Adds a station.
    ///
    /// - Throws: `conflict` where its project has a station of that name; `invalid` where a field can't be taken.
    func add(_ draft: StationDraft) throws(StoreError) -> Station
    /// Writes what is to be of a station, which may be another project's too.
    ///
    /// - Parameter station: The station as it is to be, with the revision that was seen.
    /// - Returns: The station with its next revision.
    /// - Throws: `notFound` where there is none; `stale` where it was changed since; else as ``add(_:)-(StationDraft)``.
    func change(_ station: Station) throws(StoreError) -> Station
    /// Takes a station away that never had a deployment, and its photos with it.
    ///
    /// - Throws: `notFound` where there is none; `stale` where it was changed since; `conflict` where it has deployments.
    func remove(_ station: StationID, seenAs revision: Int64) throws(StoreError)
}

/// A station that is to be added.
public struct StationDraft: Sendable, Hashable {
    /// Who owns it.
    public var project: ProjectID
    /// What people say of it.
    public var details: StationDetails
    /// When it is made.
    public var createdAt: Timestamp

    /// A draft of these parts.
    public init(project: ProjectID, details: StationDetails, createdAt: Timestamp) {
        self.project = project
        self.details = details
        self.createdAt = createdAt
    }
}

/// Which stations are meant; what is not said lets all through.
public struct StationFilter: Sendable, Hashable {
    /// They belong to one of these; nothing for all.
    public var projects: Set<ProjectID>?
    /// Their name has this in it, in whichever case.
    public var text: String

    /// A filter of these parts.
    public init(projects: Set<ProjectID>? = nil, text: String = "") {
        self.projects = projects
        self.text = text
    }
}

/// The place of a station in lists.
public struct StationOrder: Sendable, Hashable, Codable {
    /// Its name in small letters.
    public var name: String
    /// Its number, where names are the same.
    public var id: StationID

    /// A place of these parts.
    public init(name: String, id: StationID) {
        self.name = name
        self.id = id
    }
}

extension StationOrder: Comparable {
    /// Whether one comes before another: by the bytes of the names, as databases have it.
    public static func < (lhs: StationOrder, rhs: StationOrder) -> Bool {
        guard !lhs.name.utf8.elementsEqual(rhs.name.utf8) else { return lhs.id < rhs.id }
        return lhs.name.utf8.lexicographicallyPrecedes(rhs.name.utf8)
    }
}

extension Station {
    /// Its place in lists.
    public var order: StationOrder { StationOrder(name: details.name.lowercased(), id: id) }
}
