// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore

/// `stations photos`: how a station looks.
enum StationPhotos {
    private static let station = StationsCommand.station
    private static let id = Parameter.argument(
        "photo", .integer(1...Int64.max), help: "The number of the photo, from “stations photos list”.")
    private static let result = OutputFormat.parameters + ConnectionSettings.parameters

    static let command = Command(
        "photos", abstract: "List, add, show and take away photos of a station.",
        subcommands: [list, add, show, remove])

    private static let list = Command(
        "list", abstract: "List the photos of a station.",
        parameters: [station.declaration] + OutputFormat.listParameters + ConnectionSettings.parameters
    ) { invocation in
        let client = try invocation.client()
        let photos = try await client.photos(of: client.station(invocation[station]))
        let table = Table(
            header: ["ID", "CAPTION", "TYPE", "BYTES", "ADDED"],
            rows: photos.map { photo in
                [
                    Table.Cell(photo.id), Table.Cell(photo.caption), Table.Cell(photo.mediaType),
                    Table.Cell(photo.size), Table.Cell(photo.addedAt),
                ]
            })
        try invocation.print(
            Rendering(
                photos, identifiers: photos.map { "\($0.id)" }, table: table,
                empty: "There are none. Add one with: gnomectl stations photos add"))
    }

    private static let file = Parameter.argument("file", .path, help: "The picture: JPEG, PNG or WebP.")
    private static let caption = Parameter.option(
        "caption", value: "text", .text, help: "What is to be seen on it.")

    private static let add = Command(
        "add", abstract: "Add a photo to a station.",
        parameters: [station.declaration, file.declaration, caption.declaration] + result
    ) { invocation in
        guard let picture = FileManager.default.contents(atPath: invocation[file]) else {
            throw CommandError(.failure, "\(invocation[file]) can't be read.")
        }
        let client = try invocation.administratorClient()
        let number = try await client.station(invocation[station])
        let type = StationPhoto.MediaType(of: Array(picture))?.rawValue ?? "application/octet-stream"
        let photo: PhotoAnswer = try await client.send(
            "POST", ["stations", "\(number)", "photos"], query: [("caption", invocation[caption])],
            body: Array(picture), type: type, timeout: .seconds(300))
        try invocation.print(
            Rendering(
                photo, identifiers: ["\(photo.id)"], sentence: "Station \(number) has the photo \(photo.id) now."))
    }

    private static let output = Parameter.option(
        "output", short: "o", value: "path", .path, help: "Put the picture into this file, which must not be there yet."
    )

    private static let show = Command(
        "show", abstract: "Show what is known of a photo, and fetch the picture.",
        parameters: [station.declaration, id.declaration, output.declaration] + result
    ) { invocation in
        let client = try invocation.client()
        let number = try await client.station(invocation[station])
        let photo = try await client.photo(invocation[id], of: number)
        if let path = invocation[output] {
            let picture = try await client.bytes(["stations", "\(number)", "photos", "\(photo.id)"])
            do {
                try Data(picture).write(to: URL(filePath: path), options: .withoutOverwriting)
            } catch {
                throw CommandError(
                    .failure, "\(path) can't be written.", hint: "Is it there already, or may you not write there?")
            }
        }
        let facts = Table(rows: [
            ["Photo", Table.Cell(photo.id)], ["Caption", Table.Cell(photo.caption)],
            ["Type", Table.Cell(photo.mediaType)], ["Bytes", Table.Cell(photo.size)],
            ["Added", Table.Cell(photo.addedAt)], ["Kept in", Table.Cell(invocation[output])],
        ])
        try invocation.print(Rendering(photo, identifiers: ["\(photo.id)"], view: [.table(facts)]))
    }

    private static let remove = Command(
        "remove", abstract: "Take a photo of a station away.",
        parameters: [station.declaration, id.declaration] + result
    ) { invocation in
        let client = try invocation.administratorClient()
        let number = try await client.station(invocation[station])
        let photo = try await client.photo(invocation[id], of: number)
        try await client.remove(["stations", "\(number)", "photos", "\(photo.id)"])
        try invocation.print(
            Rendering(
                photo, identifiers: ["\(photo.id)"], sentence: "Station \(number) has the photo \(photo.id) no more."))
    }
}

extension GnomeClient {
    fileprivate func photos(of station: Int64) async throws(CommandError) -> [PhotoAnswer] {
        try await items(["stations", "\(station)", "photos"])
    }

    /// What is known of a photo, which the server tells of all of a station at once.
    fileprivate func photo(_ id: Int64, of station: Int64) async throws(CommandError) -> PhotoAnswer {
        guard let photo = try await photos(of: station).first(where: { $0.id == id }) else {
            throw CommandError(
                .failure, "Station \(station) has no photo \(id).",
                hint: "See: gnomectl stations photos list \(station)")
        }
        return photo
    }
}
