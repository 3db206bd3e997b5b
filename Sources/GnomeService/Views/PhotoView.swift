// SPDX-License-Identifier: Apache-2.0

public import GnomeCore

/// A photo of a station as the API lists it.
public struct PhotoView: Sendable, Hashable, Codable {
    /// Its number.
    public var id: StationPhotoID
    /// What the picture is written as.
    public var mediaType: StationPhoto.MediaType
    /// What is to be seen on it.
    public var caption: String
    /// The size of the picture in bytes.
    public var size: Int
    /// When it was added.
    public var addedAt: Timestamp

    /// The view of a photo.
    public init(_ photo: StationPhoto) {
        id = photo.id
        mediaType = photo.mediaType
        caption = photo.caption
        size = photo.size
        addedAt = photo.addedAt
    }
}
