// SPDX-License-Identifier: Apache-2.0

public import GnomeCore

/// Reads the projects.
public protocol ProjectReading {
    /// The projects of these ids, in the order of their names; an id without a project is missing from the answer.
    func projects(_ ids: [ProjectID]) throws(StoreError) -> [Project]
    /// A page of the projects, in the order of their names.
    ///
    /// - Parameters:
    ///   - after: The last name of the page before; nothing for the first page.
    ///   - limit: At most so many.
    func projects(after: String?, limit: Int) throws(StoreError) -> [Project]
    /// One project by its name; nothing where there is none of that name.
    func project(named name: String) throws(StoreError) -> Project?
}

extension ProjectReading {
    /// One project; nothing where there is none of that id.
    public func project(_ id: ProjectID) throws(StoreError) -> Project? { try projects([id]).first }
}

/// Changes the projects.
public protocol ProjectWriting {
    /// Adds a project.
    ///
    /// - Throws: `conflict` where there is one of that name, `invalid` where the details are wrong.
    func add(_ draft: ProjectDraft) throws(StoreError) -> Project
    /// Writes back what people say of a project, with the revision that was seen.
    ///
    /// Whoever sees it by Motus' word on another number than it has then does so no more.
    ///
    /// - Returns: The project with its next revision.
    /// - Throws: `notFound` where it is gone; `stale` where it was changed since; else as ``add(_:)-(ProjectDraft)``.
    func change(_ project: Project) throws(StoreError) -> Project
    /// Takes a project away, and its tokens with it.
    ///
    /// - Throws: `notFound` where there is none; `stale` where it was changed since; `conflict`, which names what, while
    ///   something belongs to it.
    func remove(_ project: ProjectID, seenAs revision: Int64) throws(StoreError)
}

/// A project that is to be added.
public struct ProjectDraft: Sendable, Hashable {
    /// What people say of it.
    public var details: ProjectDetails
    /// When it is made.
    public var createdAt: Timestamp

    /// A draft of these parts.
    public init(_ details: ProjectDetails, createdAt: Timestamp) {
        self.details = details
        self.createdAt = createdAt
    }
}

extension [Project] {
    /// In the order in which databases have names: by their bytes.
    var inOrderOfNames: [Project] {
        sorted { $0.details.name.utf8.lexicographicallyPrecedes($1.details.name.utf8) }
    }
}
