// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// `stations`: places with a history.
enum StationsCommand {
    static let command = Command(
        "stations", abstract: "List, show, make and change stations, with their photos; swap the hardware of one.",
        discussion: """
            A station is a place of a project. Its history stays when receivers come and go. Wherever a station is asked for, \
            its number or its name will do.
            """,
        subcommands: [
            StationsList.command, StationsShow.command, add, edit, StationsSwap.command, StationPhotos.command, remove,
        ])

    /// The station that a command is about.
    static let station = Parameter.argument("station", .station, help: "The station, by its number or name.")
    private static let newName = Parameter.argument("name", .text, help: "What people call it.")
    private static let project = Parameter.option(
        "project", value: "project", .project, help: "The project that owns it, by its number or name.")
    private static let name = Parameter.option("name", value: "name", .text, help: "What people call it.")
    private static let place = Parameter.option(
        "place", value: "place", .place, help: "Where it stands: degrees north, degrees east, and metres above the sea."
    )
    private static let timeZone = Parameter.option(
        "time-zone", value: "zone", .text, help: "The time zone of its people, like America/Toronto.")
    private static let notes = Parameter.option(
        "notes", value: "text", .text, help: "What the next visitor should know: access, keys, bees.")
    private enum Field: String, CaseIterable {
        case place, notes
        case timeZone = "time-zone"
    }
    private static let clear = Parameter.options(
        "clear", value: "field", ValueForm<Field>.choice, help: "Take what is said there away; may be repeated.")
    private static let facts = [place.declaration, timeZone.declaration, notes.declaration]
    private static let result = OutputFormat.parameters + ConnectionSettings.parameters

    private static let add = Command(
        "add", abstract: "Make a station of a project.",
        parameters: [newName.declaration, project.declaration] + facts + result
    ) { invocation in
        guard let project = invocation[project] else {
            throw CommandError(.usage, "Say with --project which project owns it.")
        }
        let client = try invocation.administratorClient()
        let station: StationAnswer = try await client.change(
            "POST", ["projects", "\(client.project(project))", "stations"],
            members(
                invocation[newName], place: invocation[place], timeZone: invocation[timeZone], notes: invocation[notes]
            ))
        try invocation.print(
            Rendering(
                station, identifiers: ["\(station.id)"],
                sentence: "Station \(station.id), \(station.name), is made. Hang a receiver there with: "
                    + "gnomectl deployments add \(station.id) SERIAL"))
    }

    private static let edit = Command(
        "edit", abstract: "Change what is said of a station; what is not given stays.",
        parameters: [station.declaration, name.declaration] + facts + [clear.declaration] + result
    ) { invocation in
        let client = try invocation.administratorClient()
        let path = ["stations", "\(try await client.station(invocation[station]))"]
        let before: StationAnswer = try await client.get(path)
        let cleared = invocation[clear]
        let station: StationAnswer = try await client.change(
            "PUT", path,
            members(
                invocation[name] ?? before.name,
                place: invocation[place] ?? (cleared.contains(.place) ? nil : before.place),
                timeZone: invocation[timeZone] ?? (cleared.contains(.timeZone) ? nil : before.timeZone),
                notes: invocation[notes] ?? (cleared.contains(.notes) ? nil : before.notes)),
            seenAs: before.revision)
        try invocation.print(
            Rendering(
                station, identifiers: ["\(station.id)"],
                sentence: "Station \(station.id), \(station.name), is changed."))
    }

    private static let remove = Command(
        "remove", abstract: "Take a station away that never had a deployment.",
        parameters: [station.declaration] + result
    ) { invocation in
        let client = try invocation.administratorClient()
        let path = ["stations", "\(try await client.station(invocation[station]))"]
        let before: StationAnswer = try await client.get(path)
        try await client.remove(path, seenAs: before.revision)
        try invocation.print(
            Rendering(
                before, identifiers: ["\(before.id)"], sentence: "Station \(before.id), \(before.name), is gone."))
    }

    private static func members(
        _ name: String, place: Place?, timeZone: String?, notes: String?
    ) -> [String: JSONValue] {
        var members: [String: JSONValue] = ["name": .string(name)]
        members["place"] = place.map { place in
            var members: [String: JSONValue] = [
                "latitude": .number(place.latitude), "longitude": .number(place.longitude),
            ]
            members["elevation"] = place.elevation.map { .number($0) }
            return .object(members)
        }
        members["timeZone"] = timeZone.map { .string($0) }
        members["notes"] = notes.map { .string($0) }
        return members
    }
}

extension ValueForm where Value == Place {
    /// A place: `45.2463,-81.2963` or `45.2463,-81.2963,182`.
    static var place: ValueForm {
        ValueForm(form: Form(expectation: "degrees north and east, and metres: 45.2463,-81.2963,182")) { text in
            let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
            guard (2...3).contains(numbers.count), let latitude = numbers[0], let longitude = numbers[1],
                numbers.count == 2 || numbers[2] != nil
            else { return nil }
            let place = Place(
                latitude: latitude, longitude: longitude, elevation: numbers.count == 3 ? numbers[2] : nil)
            return place.problems.isEmpty ? place : nil
        }
    }
}

extension Place {
    /// In words, as it is written on the command line.
    var text: String { "\(latitude),\(longitude)" + (elevation.map { ",\($0)" } ?? "") }
}
