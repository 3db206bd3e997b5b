// SPDX-License-Identifier: Apache-2.0

public import GnomeCore

/// Reads the photos of stations.
public protocol StationPhotoReading {
    /// The photos of a station, in the order in which they were added.
    func photos(of station: StationID) throws(StoreError) -> [StationPhoto]
    /// One photo; nothing where there is none.
    func photo(_ id: StationPhotoID) throws(StoreError) -> StationPhoto?
    /// The picture of a photo; nothing where there is none.
    func picture(of photo: StationPhotoID) throws(StoreError) -> [UInt8]?
}

/// Changes the photos of stations.
public protocol StationPhotoWriting {
    /// Adds a photo.
    ///
    /// - Throws: `notFound` where there is no such station; `conflict` where it has as many as it may; `invalid` where a field
    ///   can't be taken.
    func add(_ draft: StationPhotoDraft) throws(StoreError) -> StationPhoto
    /// Takes a photo away.
    ///
    /// - Throws: `notFound` where there is none.
    func remove(_ photo: StationPhotoID) throws(StoreError)
}

/// A photo that is to be added.
public struct StationPhotoDraft: Sendable, Hashable {
    /// The station.
    public var station: StationID
    /// What the picture is written as.
    public var mediaType: StationPhoto.MediaType
    /// What is to be seen on it.
    public var caption: String
    /// The picture, as a camera wrote it.
    public var picture: [UInt8]
    /// When it is added.
    public var addedAt: Timestamp

    /// A draft of these parts.
    public init(
        station: StationID, mediaType: StationPhoto.MediaType, caption: String, picture: [UInt8], addedAt: Timestamp
    ) {
        self.station = station
        self.mediaType = mediaType
        self.caption = caption
        self.picture = picture
        self.addedAt = addedAt
    }
}

extension StoreReader {
    /// Refuses a photo that can't be taken, or is one too many.
    func check(_ draft: StationPhotoDraft) throws(StoreError) {
        try StoreError.refuse(
            StationPhoto.problems(mediaType: draft.mediaType, caption: draft.caption, picture: draft.picture))
        guard try station(draft.station) != nil else { throw .noStation }
        guard try photos(of: draft.station).count < StationPhoto.countLimit else { throw .photosFull }
    }
}

extension StationPhoto {
    /// The photo that a draft becomes.
    init(_ draft: StationPhotoDraft, id: StationPhotoID) {
        self.init(
            id: id, station: draft.station, mediaType: draft.mediaType, caption: draft.caption,
            size: draft.picture.count, addedAt: draft.addedAt)
    }
}
