// SPDX-License-Identifier: Apache-2.0

/// Identifies a photo of a station in one store.
public struct StationPhotoID: RawRepresentable, Sendable, Hashable, Comparable, Codable {
    /// The row number.
    public let rawValue: Int64
    /// The photo of a row.
    public init(rawValue: Int64) { self.rawValue = rawValue }
    /// Whether one was added before another.
    public static func < (lhs: StationPhotoID, rhs: StationPhotoID) -> Bool { lhs.rawValue < rhs.rawValue }
}

/// A photo of a station, all but the picture itself.
public struct StationPhoto: Sendable, Hashable {
    /// How many bytes a picture may have.
    public static let byteLimit = 10 << 20
    /// How many photos a station may have.
    public static let countLimit = 20

    /// What a picture is written as.
    public enum MediaType: String, Sendable, Hashable, Codable, CaseIterable {
        case jpeg = "image/jpeg"
        case png = "image/png"
        case webp = "image/webp"

        /// What a picture is written as, by its content, whatever its sender says; nothing where it is none.
        public init?(of picture: [UInt8]) {
            guard let type = Self.allCases.first(where: { $0.isBegun(by: picture) }) else { return nil }
            self = type
        }

        /// Whether bytes begin as such a picture: what else is sent must never be shown to a browser as one.
        func isBegun(by bytes: [UInt8]) -> Bool {
            switch self {
            case .jpeg: bytes.starts(with: [0xFF, 0xD8, 0xFF])
            case .png: bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
            // The four bytes between tell how long it is.
            case .webp: bytes.starts(with: Array("RIFF".utf8)) && bytes.dropFirst(8).starts(with: Array("WEBP".utf8))
            }
        }
    }

    /// Its place in the store.
    public var id: StationPhotoID
    /// The station.
    public var station: StationID
    /// What the picture is written as.
    public var mediaType: MediaType
    /// What is to be seen on it.
    public var caption: String
    /// The size of the picture in bytes.
    public var size: Int
    /// When it was added.
    public var addedAt: Timestamp

    /// A photo of these parts.
    public init(
        id: StationPhotoID, station: StationID, mediaType: MediaType, caption: String, size: Int, addedAt: Timestamp
    ) {
        self.id = id
        self.station = station
        self.mediaType = mediaType
        self.caption = caption
        self.size = size
        self.addedAt = addedAt
    }

    /// What can't be taken of a photo as it is.
    public static func problems(mediaType: MediaType, caption: String, picture: [UInt8]) -> [InvalidField] {
        var problems = [
            InvalidField.line("caption", caption, length: 0...200, example: "The mast from the south")
        ].compactMap { $0 }
        if picture.count > byteLimit {
            problems.append(
                InvalidField("picture", "must have at most \(byteLimit >> 20) MiB", example: "a smaller one"))
        } else if !mediaType.isBegun(by: picture) {
            problems.append(
                InvalidField("picture", "must be a picture of its media type", example: "a JPEG, PNG or WebP"))
        }
        return problems
    }
}
