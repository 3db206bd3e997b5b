// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// What somebody says of a station.
struct StationRequest: Sendable {
    static let fields = [
        Field("name", "Name", .line(1...100), isRequired: true, example: "Cabot Head"),
        Field(
            "place", "Place",
            .group([
                Field("latitude", "Latitude", .number(-90...90), isRequired: true, example: "45.2463"),
                Field("longitude", "Longitude", .number(-180...180), isRequired: true, example: "-81.2963"),
                Field("elevation", "Elevation", .number(-500...9000), example: "182", help: "Metres above the sea."),
            ]), help: "Degrees north and east; left empty until somebody was there."),
        Field("timeZone", "Time zone", .zone, example: "America/Toronto"),
        Field("notes", "Notes", .prose(10_000), help: "What the next visitor should know: access, keys, bees."),
    ]

    let details: StationDetails

    /// Reads a request's body.
    ///
    /// - Throws: `Problem` 400 where it is no object; `InvalidFields`.
    init(_ body: [UInt8]) throws {
        var reader = try FieldReader(body, of: Self.fields)
        details = StationDetails(
            name: reader.text("name") ?? "", place: reader.group("place", Self.place),
            timeZone: reader.text("timeZone"), notes: reader.text("notes") ?? "")
        try reader.finish(details.problems)
    }

    private static func place(_ reader: inout FieldReader) -> Place {
        Place(
            latitude: reader.number("latitude") ?? 0, longitude: reader.number("longitude") ?? 0,
            elevation: reader.number("elevation"))
    }
}
