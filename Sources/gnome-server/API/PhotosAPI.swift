// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport

/// Photos of stations.
struct PhotosAPI: Sendable {
    private static let mediaTypes = StationPhoto.MediaType.allCases.map(\.rawValue)
    /// A photo never changes.
    private static let revision: Int64 = 1
    private let context: ServerContext

    init(_ context: ServerContext) { self.context = context }

    var operations: [Operation] { [list, add, show, remove] }

    private var list: Operation {
        .api(
            "GET", "/stations/{station}/photos", "station-photos", access: .permission(.readStations, on: .station),
            Contract(
                "Lists the photos of a station, in the order in which they were added.",
                answers: .json(schema: .page(of: Schema(of: PhotoView.self))))
        ) { call in
            let photos = try await context.stations.photos(of: call.station())
            return .json(PageView(items: photos.map(PhotoView.init), next: StationPhotoID?.none))
        }
    }

    /// Adds a photo to a station.
    var add: Operation {
        .api(
            "POST", "/stations/{station}/photos", "station-photo-add",
            access: .permission(.manageStations, on: .station), bodyLimit: StationPhoto.byteLimit,
            Contract(
                "Adds a photo to a station. Its content tells what it is written as; what the camera wrote down beside the "
                    + "picture, such as the place, is left out.",
                query: [.init("caption", .line(1...200), "What is to be seen on it.")],
                body: .either(
                    Dictionary(uniqueKeysWithValues: Self.mediaTypes.map { ($0, .text(1...StationPhoto.byteLimit)) })),
                answers: .json(PhotoView.self, status: 201))
        ) { call in
            let caption = call.query("caption")
            guard caption != "" else { throw Problem.invalid("caption: expected what is to be seen, or none at all.") }
            return .json(try await context.addPhoto(call.body, caption: caption ?? "", as: call), status: 201)
        }
    }

    private var show: Operation {
        .api(
            "GET", "/stations/{station}/photos/{photo}", "station-photo",
            access: .permission(.readStations, on: .station),
            Contract("Shows a photo of a station.", answers: .bytes(Self.mediaTypes, "The picture."))
        ) { call in
            let id = StationPhotoID(rawValue: try call.number("photo"))
            let station = try call.station()
            let picture = try await context.stations.picture(of: id, of: station)
            let ending = picture.mediaType.rawValue.split(separator: "/").last ?? "bin"
            return HTTPResponse(
                status: 200,
                headers: [
                    "Content-Type": picture.mediaType.rawValue,
                    // A name of our own: what its sender called it is not kept.
                    "Content-Disposition":
                        "inline; filename=\"station-\(station.rawValue)-\(id.rawValue).\(ending)\"",
                    // Its own browser may keep it for a while, nobody in between.
                    "Cache-Control": "private, max-age=3600",
                ], body: picture.bytes
            ).revision(Self.revision)
        }
    }

    /// Takes a photo away.
    var remove: Operation {
        .api(
            "DELETE", "/stations/{station}/photos/{photo}", "station-photo-remove",
            access: .permission(.manageStations, on: .station),
            Contract("Takes a photo of a station away.", answers: .nothing("It is gone.")).conditional
        ) { call in
            guard try call.expectedRevision() ?? Self.revision == Self.revision else {
                throw Problem(status: 412, detail: "The photo never was as you say that you saw it. Look again.")
            }
            try await context.stations.remove(
                StationPhotoID(rawValue: call.number("photo")), of: call.station(), by: call.caller.author,
                at: context.now())
            return HTTPResponse(status: 204)
        }
    }
}

extension ServerContext {
    /// Adds a photo to the station in the path.
    ///
    /// - Throws: `InvalidFields` where it is none, or is too large.
    func addPhoto(_ picture: [UInt8], caption: String, as call: Call) async throws -> PhotoView {
        guard let type = StationPhoto.MediaType(of: picture) else {
            throw InvalidFields([
                InvalidField("picture", "must be a JPEG, PNG or WebP", example: "the file of a camera")
            ])
        }
        let problems = StationPhoto.problems(mediaType: type, caption: caption, picture: picture)
        guard problems.isEmpty else { throw InvalidFields(problems) }
        guard let plain = PlainPicture(picture) else {
            throw InvalidFields([
                InvalidField("picture", "is not whole, or damaged", example: "the file as the camera wrote it")
            ])
        }
        return PhotoView(
            try await stations.add(plain, to: call.station(), caption: caption, by: call.caller.author, at: now()))
    }
}
