// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
public import GnomeStore

/// Makes and changes stations and deployments, and tells their history.
///
/// What follows from a deployment, such as what its receiver sent there, is computed when it is read: correct an interval of
/// the past, and everything follows it.
public struct StationService: Sendable {
    private let store: any Store

    /// A service over a store.
    public init(store: any Store) { self.store = store }

    /// Adds a station to a project.
    ///
    /// - Throws: `StoreError` notFound where there is no such project; conflict where it has a station of that name; invalid
    ///   where a field can't be taken.
    public func add(
        _ details: StationDetails, to project: ProjectID, by author: Author, at now: Timestamp
    ) async throws(StoreError) -> Station {
        try await store.write { store throws(StoreError) in
            try store.require(project)
            let station = try store.add(StationDraft(project: project, details: details, createdAt: now))
            try store.record("station.add", nil, station, by: author, at: now)
            return station
        }
    }

    /// Changes what people say of a station, or whose it is.
    ///
    /// - Parameters:
    ///   - station: The station as it is to be, with the revision that was seen.
    ///   - author: Who changes it.
    ///   - now: When.
    /// - Throws: `StoreError` notFound; stale where it was changed since; else as ``add(_:to:by:at:)``.
    public func change(_ station: Station, by author: Author, at now: Timestamp) async throws(StoreError) -> Station {
        try await store.write { store throws(StoreError) in
            try store.require(station.project)
            let before = try store.station(station.id)
            let after = try store.change(station)
            try store.record("station.change", before, after, by: author, at: now)
            return after
        }
    }

    /// Takes a station away that never had a deployment.
    ///
    /// - Throws: `StoreError` notFound; stale where it was changed since; conflict where it has deployments.
    public func remove(
        _ station: StationID, seenAs revision: Int64, by author: Author, at now: Timestamp
    ) async throws(StoreError) {
        try await store.write { store throws(StoreError) in
            let before = try store.station(station)
            try store.remove(station, seenAs: revision)
            try store.record("station.remove", before, nil, by: author, at: now)
        }
    }

    /// Adds a photo to a station.
    ///
    /// - Parameters:
    ///   - picture: The picture, without what its camera wrote down beside it.
    ///   - station: The station.
    ///   - caption: What is to be seen on it.
    ///   - author: Who adds it.
    ///   - now: When.
    /// - Throws: `StoreError` notFound; conflict where the station has as many as it may; invalid where a field can't be taken.
    public func add(
        _ picture: PlainPicture, to station: StationID, caption: String, by author: Author, at now: Timestamp
    ) async throws(StoreError) -> StationPhoto {
        let photo = StationPhotoDraft(
            station: station, mediaType: picture.mediaType, caption: caption, picture: picture.bytes, addedAt: now)
        return try await store.write { store throws(StoreError) in
            let added = try store.add(photo)
            try store.record(
                author.entry(
                    "station.add-photo", "station \(added.station.rawValue)", after: added.auditText, at: now))
            return added
        }
    }

    /// The photos of a station, in the order in which they were added.
    ///
    /// - Throws: `StoreError` notFound where there is no such station.
    public func photos(of station: StationID) async throws(StoreError) -> [StationPhoto] {
        try await store.read { store throws(StoreError) in
            guard try store.station(station) != nil else { throw StoreError.noStation }
            return try store.photos(of: station)
        }
    }

    /// The picture of a photo of a station, without what its camera wrote down beside it.
    ///
    /// Photos that an earlier version took in were kept as they came.
    ///
    /// - Throws: `StoreError` notFound where the station has no such photo, or the picture is damaged.
    public func picture(
        of photo: StationPhotoID, of station: StationID
    ) async throws(StoreError) -> PlainPicture {
        let file = try await store.read { store throws(StoreError) in
            guard try store.photo(photo)?.station == station, let file = try store.picture(of: photo)
            else { throw StoreError(.notFound, "The station has no such photo.") }
            return file
        }
        guard let picture = PlainPicture(file) else {
            throw StoreError(
                .notFound,
                "The picture is not whole, or damaged, and can't be shown. Take the photo away, and add it anew.")
        }
        return picture
    }

    /// Takes a photo of a station away.
    ///
    /// - Throws: `StoreError` notFound where the station has no such photo.
    public func remove(
        _ photo: StationPhotoID, of station: StationID, by author: Author, at now: Timestamp
    ) async throws(StoreError) {
        try await store.write { store throws(StoreError) in
            guard let known = try store.photo(photo), known.station == station else {
                throw StoreError(.notFound, "The station has no such photo.")
            }
            try store.remove(photo)
            try store.record(
                author.entry(
                    "station.remove-photo", "station \(station.rawValue)", before: known.auditText, at: now))
        }
    }

    /// What hung at a station, and what it sent.
    ///
    /// - Throws: `StoreError` notFound where there is no such station.
    public func history(of station: StationID) async throws(StoreError) -> StationHistory {
        try await store.read { store throws(StoreError) in
            guard let found = try store.station(station) else {
                throw StoreError.noStation
            }
            let deployments = try store.deployments(at: station)
            return StationHistory(
                station: found, deployments: try Self.served(deployments, in: store),
                gaps: DeploymentRules.gaps(in: deployments))
        }
    }

    /// Where a receiver hung, and what it sent there, in the order in which it began.
    ///
    /// - Throws: `StoreError`.
    public func deployments(of receiver: ReceiverID) async throws(StoreError) -> [ServedDeployment] {
        try await store.read { store throws(StoreError) in
            try Self.served(store.deployments(of: receiver), in: store)
        }
    }

    /// A page of what hangs somewhere at a moment, and what came of it, in the order of numbers.
    ///
    /// - Parameters:
    ///   - projects: At stations of these; nothing for all.
    ///   - moment: The moment.
    ///   - after: Only such as have a higher number.
    ///   - limit: At most so many.
    public func deployments(
        in projects: Set<ProjectID>?, at moment: Timestamp, after: DeploymentID, limit: Int
    ) async throws(StoreError) -> [ServedDeployment] {
        try await store.read { store throws(StoreError) in
            let hanging = try store.deployments(in: projects, at: moment).filter { $0.id > after }
            return try Self.served(hanging.sorted { $0.id < $1.id }.prefix(limit), in: store)
        }
    }

    /// One deployment, and what its receiver sent in that time.
    ///
    /// - Throws: `StoreError` notFound where there is no such deployment.
    public func deployment(_ id: DeploymentID) async throws(StoreError) -> ServedDeployment {
        try await store.read { store throws(StoreError) in
            guard let found = try store.deployment(id), let served = try Self.served([found], in: store).first else {
                throw StoreError.noDeployment
            }
            return served
        }
    }

    /// Hangs a receiver at a station.
    ///
    /// - Throws: `StoreError` notFound; conflict where the receiver is elsewhere in that time, belongs to another project, or
    ///   is not in service; invalid where a field can't be taken.
    public func deploy(
        _ details: DeploymentDetails, by author: Author, at now: Timestamp
    ) async throws(StoreError) -> Deployment {
        try await store.write { store throws(StoreError) in
            try Self.check(details, in: store)
            let deployment = try store.add(details)
            try store.record("deployment.add", nil, deployment, by: author, at: now)
            return deployment
        }
    }

    /// Changes a deployment, also one that is long over.
    ///
    /// - Parameters:
    ///   - deployment: The deployment as it is to be, with the revision that was seen.
    ///   - author: Who changes it.
    ///   - now: When.
    /// - Throws: `StoreError` stale where it was changed since; else as ``deploy(_:by:at:)``.
    public func change(
        _ deployment: Deployment, by author: Author, at now: Timestamp
    ) async throws(StoreError) -> Deployment {
        try await store.write { store throws(StoreError) in
            let before = try store.deployment(deployment.id)
            // What hung there once may be out of service by now, but not hang there any longer than it did.
            if before?.details.receiver != deployment.details.receiver
                || before?.details.station != deployment.details.station
                || before?.details.interval.contains(deployment.details.interval) != true
            {
                try Self.check(deployment.details, in: store)
            }
            let after = try store.change(deployment)
            try store.record("deployment.change", before, after, by: author, at: now)
            return after
        }
    }

    /// Ends a deployment; what is over, or would end later by it, is corrected instead (`change`).
    ///
    /// - Throws: `StoreError` notFound; stale where it was changed since; conflict where it is over already, or ends before
    ///   that moment; invalid where it would end before it began.
    public func end(
        _ deployment: DeploymentID, at moment: Timestamp, seenAs revision: Int64, by author: Author,
        at now: Timestamp
    ) async throws(StoreError) -> Deployment {
        try await store.write { store throws(StoreError) in
            var ended = try Self.require(deployment, seenAs: revision, in: store)
            let before = ended
            if let end = before.details.interval.end, end <= now || end < moment {
                throw StoreError(
                    .conflict,
                    "It ends at \(end) already. If that is wrong, correct the deployment.")
            }
            guard let interval = Interval(start: ended.details.interval.start, end: moment) else {
                let field = InvalidField("end", "must be after the start", example: "2026-05-03T12:00:00Z")
                throw StoreError(.invalid, InvalidFields([field]).description)
            }
            ended.details.interval = interval
            let after = try store.change(ended)
            try store.record("deployment.end", before, after, by: author, at: now)
            return after
        }
    }

    /// Takes a deployment away that never was.
    ///
    /// - Throws: `StoreError` notFound; stale where it was changed since.
    public func remove(
        _ deployment: DeploymentID, seenAs revision: Int64, by author: Author, at now: Timestamp
    ) async throws(StoreError) {
        try await store.write { store throws(StoreError) in
            let before = try store.deployment(deployment)
            try store.remove(deployment, seenAs: revision)
            try store.record("deployment.remove", before, nil, by: author, at: now)
        }
    }

    /// What a swap of hardware came to.
    public struct Swap: Sendable, Hashable {
        /// What hung there until then.
        public var ended: Deployment
        /// What hangs there since.
        public var begun: Deployment
    }

    /// Hangs another receiver in the place of one: antennas, expectations and the station's history stay.
    ///
    /// - Parameters:
    ///   - deployment: What hangs there now.
    ///   - receiver: What is hung there instead.
    ///   - moment: When.
    ///   - revision: The state of the deployment that was seen.
    ///   - author: Who does it.
    ///   - now: When that is said.
    /// - Throws: `StoreError` stale where the deployment was changed since; conflict where it does not go on at that moment;
    ///   else as ``deploy(_:by:at:)``.
    public func swap(
        _ deployment: DeploymentID, for receiver: ReceiverID, at moment: Timestamp, seenAs revision: Int64,
        by author: Author, at now: Timestamp
    ) async throws(StoreError) -> Swap {
        try await store.write { store throws(StoreError) in
            let before = try Self.require(deployment, seenAs: revision, in: store)
            guard let (ended, begun) = DeploymentRules.swap(before, for: receiver, at: moment) else {
                throw StoreError(
                    .conflict, "Nothing can be swapped: the deployment does not go on then, or has this receiver.")
            }
            try Self.check(begun, in: store)
            let swap = Swap(ended: try store.change(ended), begun: try store.add(begun))
            try store.record(
                author.entry(
                    "deployment.swap", "deployment \(deployment.rawValue)", before: before.auditText,
                    after: swap.begun.auditText, at: now))
            return swap
        }
    }

    /// Takes a swap back: what hung there before goes on, as if nothing had happened.
    ///
    /// - Parameters:
    ///   - deployment: What the swap began.
    ///   - revision: The state of it that was seen.
    ///   - author: Who does it.
    ///   - now: When.
    /// - Returns: The deployment that goes on.
    /// - Throws: `StoreError` stale where it was changed since; conflict where no deployment ended when it began, or where
    ///   the receiver of that one is elsewhere, another project's or out of service by now.
    public func undoSwap(
        _ deployment: DeploymentID, seenAs revision: Int64, by author: Author, at now: Timestamp
    ) async throws(StoreError) -> Deployment {
        try await store.write { store throws(StoreError) in
            let begun = try Self.require(deployment, seenAs: revision, in: store)
            let span = begun.details.interval
            let before = try store.deployments(at: begun.details.station).filter {
                $0.details.interval.end == span.start && $0.details.antennas == begun.details.antennas
                    && $0.details.expectations == begun.details.expectations
            }
            guard before.count == 1, var goingOn = before.first,
                let interval = Interval(start: goingOn.details.interval.start, end: span.end)
            else {
                throw StoreError(.conflict, "This deployment did not begin by a swap, or what it followed was changed.")
            }
            try store.remove(begun.id, seenAs: revision)
            goingOn.details.interval = interval
            try Self.check(goingOn.details, in: store)
            let after = try store.change(goingOn)
            try store.record(
                author.entry(
                    "deployment.undo-swap", "deployment \(begun.id.rawValue)", before: begun.auditText,
                    after: after.auditText, at: now))
            return after
        }
    }

    private static func require(
        _ id: DeploymentID, seenAs revision: Int64, in store: any StoreReader
    ) throws(StoreError) -> Deployment {
        guard let deployment = try store.deployment(id) else {
            throw StoreError.noDeployment
        }
        guard deployment.revision == revision else {
            throw StoreError(.stale, "The deployment was changed since you looked at it. Look again.")
        }
        return deployment
    }

    /// Refuses to deploy what is another project's, or is not in service.
    static func check(_ details: DeploymentDetails, in store: any StoreReader) throws(StoreError) {
        guard let receiver = try store.receiver(details.receiver) else {
            throw StoreError.noReceiver
        }
        guard let station = try store.station(details.station) else {
            throw StoreError.noStation
        }
        guard receiver.project.map({ $0 == station.project }) ?? true else {
            throw StoreError(.conflict, "\(receiver.serial) belongs to another project than the station.")
        }
        // What is over may have been in service then.
        let isOut = receiver.registration == .rejected || receiver.registration == .decommissioned
        guard !isOut || details.interval.end.map({ $0 <= receiver.since }) ?? false else {
            throw StoreError(.conflict, "\(receiver.serial) is not in service.")
        }
    }

    private static func served(
        _ deployments: some Sequence<Deployment>, in store: any StoreReader
    ) throws(StoreError) -> [ServedDeployment] {
        var served: [ServedDeployment] = []
        for deployment in deployments {
            guard let receiver = try store.receiver(deployment.details.receiver),
                let station = try store.station(deployment.details.station)
            else { continue }
            served.append(
                ServedDeployment(
                    deployment: deployment, receiver: receiver, station: station,
                    contacts: try store.contacts(of: receiver.id, during: deployment.details.interval)))
        }
        return served
    }
}
