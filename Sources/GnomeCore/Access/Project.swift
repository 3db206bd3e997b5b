// SPDX-License-Identifier: Apache-2.0

/// What people say of a project: who owns stations, and for whom rights are given.
public struct ProjectDetails: Sendable, Hashable, Codable {
    /// What people call it; unique on the server.
    public var name: String
    /// Its number at Motus, where it has one.
    public var motusID: Int?

    /// Details of these parts.
    public init(name: String, motusID: Int? = nil) {
        self.name = name
        self.motusID = motusID
    }

    /// What can't be taken as it is.
    public var problems: [InvalidField] {
        [
            .line("name", name, example: "Great Lakes"),
            motusID.flatMap {
                .number("motusID", Double($0), in: 1...2_147_483_647, unit: "as Motus counts projects", example: "213")
            },
        ].compactMap { $0 }
    }
}

/// A project as the store knows it.
public struct Project: Sendable, Hashable {
    /// Its place in the store.
    public var id: ProjectID
    /// What people say of it.
    public var details: ProjectDetails
    /// When it was made.
    public var createdAt: Timestamp
    /// Counts its changes, from 1: who changes it says which state was seen.
    public var revision: Int64

    /// A project of these parts.
    public init(id: ProjectID, details: ProjectDetails, createdAt: Timestamp, revision: Int64 = 1) {
        self.id = id
        self.details = details
        self.createdAt = createdAt
        self.revision = revision
    }
}
