// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// What somebody says of a deployment: the receiver, since when, its antennas, and what it is supposed to do.
struct DeploymentRequest: Sendable {
    /// Of a deployment that is there.
    static let fields = fields(
        start: Field("start", "Start", .moment, isRequired: true, example: moment, help: "In UTC."))
    /// Of one that is written down: it begins now, where nothing is said.
    static let newFields = fields(
        start: Field("start", "Start", .moment, example: moment, help: "In UTC; left empty for now."))
    private static let moment = "2026-05-01T12:00:00Z"

    private static func fields(start: Field) -> [Field] {
        [
            Field("serial", "Receiver", .serial, isRequired: true, example: "SG-F28CRPI33503"), start,
            Field("end", "End", .moment, example: "2026-10-15T12:00:00Z", help: "In UTC; left empty while it goes on."),
            Field("antennas", "Antenna", .list(antenna, atMost: 20)),
            Field("expectations", "Expectations", .group(expectations)),
        ]
    }

    private static let antenna = [
        Field("port", "Port", .integer(1...20), isRequired: true, example: "3"),
        Field("type", "Type", .line(1...40), isRequired: true, example: "yagi-5"),
        Field(
            "bearing", "Bearing", .number(0...359.999_999), example: "90", help: "Degrees clockwise from true north."),
        Field("height", "Height", .number(0...500), example: "6.5", help: "Metres above the ground."),
        Field("frequency", "Frequency", .number(1...3000), example: "166.38", help: "In MHz."),
    ]

    private static let expectations = [
        Field(
            "link", "How its data come",
            .choice([("networked", "over a network"), ("cardOnly", "by somebody who fetches the card")])),
        Field("isSolar", "Lives on the sun", .flag),
        Field(
            "dutyCycle", "Part of the day", .number(0.001...1), example: "0.5",
            help: "Which part of the day it is switched on."),
        Field("months", "Months of service", .numbers(1...12)),
    ]

    let serial: Serial
    let interval: Interval
    let antennas: [Antenna]
    let expectations: Expectations

    /// Reads a request's body.
    ///
    /// - Parameter now: Since when it is, where nothing is said; nothing where it must be said.
    /// - Throws: `Problem` 400 where it is no object; `InvalidFields`.
    init(_ body: [UInt8], from now: Timestamp? = nil) throws {
        var reader = try FieldReader(body, of: now == nil ? Self.fields : Self.newFields)
        let serial = reader.serial("serial")
        let start = reader.has("start") ? reader.moment("start") : now
        let interval = start.flatMap { Interval(start: $0, end: reader.moment("end")) }
        antennas = reader.list("antennas", Self.antenna)
        expectations = reader.group("expectations", Self.expectations) ?? Expectations()
        var problems = antennas.problems + expectations.problems.map { $0.within("expectations") }
        if start != nil, interval == nil {
            problems.append(InvalidField("end", "must be after the start", example: "2026-10-15T12:00:00Z"))
        }
        try reader.finish(problems)
        guard let serial, let interval else { throw Problem.invalid("serial and start must be given.") }
        (self.serial, self.interval) = (serial, interval)
    }

    /// The deployment of a receiver at a station.
    func details(of receiver: ReceiverID, at station: StationID) -> DeploymentDetails {
        DeploymentDetails(
            receiver: receiver, station: station, interval: interval, antennas: antennas, expectations: expectations)
    }

    private static func antenna(_ reader: inout FieldReader) -> Antenna {
        Antenna(
            port: reader.integer("port").map { Int($0) } ?? 1, type: reader.text("type") ?? "",
            bearing: reader.number("bearing"), height: reader.number("height"), frequency: reader.number("frequency"))
    }

    private static func expectations(_ reader: inout FieldReader) -> Expectations {
        let usual = Expectations()
        return Expectations(
            link: reader.choice("link", as: Expectations.Link.self) ?? usual.link,
            isSolar: reader.flag("isSolar") ?? usual.isSolar, dutyCycle: reader.number("dutyCycle") ?? usual.dutyCycle,
            months: reader.numbers("months").map { Set($0.map { Int($0) }) } ?? usual.months)
    }
}

/// When a deployment ends.
struct EndRequest: Sendable {
    static let fields = [
        Field("at", "When", .moment, example: "2026-10-15T12:00:00Z", help: "In UTC; left empty for now.")
    ]

    let moment: Timestamp?

    /// Reads a request's body.
    ///
    /// - Throws: `Problem` 400 where it is no object; `InvalidFields`.
    init(_ body: [UInt8]) throws {
        var reader = try FieldReader(body, of: Self.fields)
        moment = reader.moment("at")
        try reader.finish()
    }
}

/// What is hung in the place of a deployment's receiver, and when.
struct SwapRequest: Sendable {
    static let fields = [
        Field("serial", "The new receiver", .serial, isRequired: true, example: "SG-0000BBBK0000"),
        Field("at", "When", .moment, example: "2026-06-02T15:00:00Z", help: "In UTC; left empty for now."),
    ]

    let serial: Serial
    let moment: Timestamp?

    /// Reads a request's body.
    ///
    /// - Throws: `Problem` 400 where it is no object; `InvalidFields`.
    init(_ body: [UInt8]) throws {
        var reader = try FieldReader(body, of: Self.fields)
        let serial = reader.serial("serial")
        moment = reader.moment("at")
        try reader.finish()
        guard let serial else { throw Problem.invalid("serial must be given.") }
        self.serial = serial
    }
}
