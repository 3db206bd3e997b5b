// SPDX-License-Identifier: Apache-2.0

/// A picture with nothing in it but what it shows.
///
/// Cameras write down where a picture was taken, when, and with whose telephone, and some append whole films. All of that is
/// left out, part by part, without the picture being decoded; its colours and the way up stay.
public struct PlainPicture: Sendable, Hashable {
    /// What it is written as.
    public let mediaType: StationPhoto.MediaType
    /// The bytes.
    public let bytes: [UInt8]

    /// The picture in a file; nothing where it is none, or is not whole.
    public init?(_ file: [UInt8]) {
        guard let mediaType = StationPhoto.MediaType(of: file) else { return nil }
        let bytes =
            switch mediaType {
            case .jpeg: PlainJPEG.bytes(of: file)
            case .png: PlainPNG.bytes(of: file)
            case .webp: PlainWebP.bytes(of: file)
            }
        guard let bytes else { return nil }
        (self.mediaType, self.bytes) = (mediaType, bytes)
    }
}
