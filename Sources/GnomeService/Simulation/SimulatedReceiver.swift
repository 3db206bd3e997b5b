// SPDX-License-Identifier: Apache-2.0

public import GnomeCore

/// A receiver that does not exist, and says what a V2 receiver would say (`receivers.md` §3).
public struct SimulatedReceiver: Sendable {
    /// How it keeps its word.
    public enum Habit: String, Sendable, Hashable, CaseIterable {
        /// Comes back when it said it would.
        case steady
        /// Comes back later than it said.
        case tardy
        /// Was heard once and fell silent.
        case silent
        /// Is registered and was never switched on.
        case never
    }

    /// Its serial.
    public let serial: Serial
    /// Its key: 32 hexadecimal digits.
    public let key: String
    /// How it keeps its word.
    public let habit: Habit
    /// What its owner called it.
    public let label: String

    private let place: (latitude: Double, longitude: Double)
    private var random: SeededRandom
    private var contacts = 0
    private var frames: Int64 = 0

    /// The receiver of a number within a seed; the same ones always say the same, but for the time.
    public init(number: Int, seed: UInt64) {
        var random = SeededRandom(seed: seed &+ UInt64(truncatingIfNeeded: number) &* 0x9E37_79B9)
        let high = Self.hexadecimal(digits: 4, &random).uppercased()
        let low = Self.hexadecimal(digits: 4, &random).uppercased()
        let model = ["RPI3", "RPI4", "RPZ2", "RPS1"].randomElement(using: &random) ?? "RPI4"
        serial = Serial(sensorgnome: "\(high)\(model)\(low)")
        key = Self.hexadecimal(digits: 32, &random)
        habit =
            switch number % 10 {
            case 3: .never
            case 5: .tardy
            case 7: .silent
            default: .steady
            }
        label = "\(Self.places[number % Self.places.count])-\(number + 1)"
        place = (Double.random(in: 43...46, using: &random), Double.random(in: -66 ... -60, using: &random))
        self.random = random
    }

    /// The text of its next report.
    public mutating func report(at now: Timestamp) -> String {
        contacts += 1
        frames += 48_000 * Int64.random(in: 58...62, using: &random)
        let civil = now.description
        return """
            date: \(now.microseconds / 1_000_000) \(civil)
            sgid: \(serial)
            timezone: UTC0
            bootcount: \(1 + contacts / 50)
            lotek_freq: 166.38
            find_tags:  [ "--default-freq", 166.38, "--pulse-slop", 1.5 ]
            version: SG 2023-115
            train: bookworm
            label: "\(label)"
            default route: 1.1.1.1 via 192.0.2.1 dev wlan0 src 192.0.2.93 uid 0
            ip addresses
            2: wlan0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500
                inet 192.0.2.93/24 brd 192.0.2.255 scope global wlan0
            wifi
            wpa_state=COMPLETED
            ssid=fieldcamp
            chrony
            ^* 192.0.2.123   2   6   377    34   +105us[ +121us] +/-   21ms
            packages
            pkg sg-control: 2.0.1
            pkg sg-hub-agent: 1.0.9
            services
            sg-control: Active: active (running) since Mon 2024-01-01 00:00:00 UTC
            telegraf: Active: active (running) since Mon 2024-01-01 00:00:00 UTC
            usb
            Bus 001 Device 004: ID 04d8:fb31 Microchip Technology, Inc.
            json: \(monitoring(at: now).compactText)

            """
    }

    /// Its next metrics, as its Telegraf would post them.
    public mutating func metrics(at now: Timestamp) -> MetricsBatch {
        let temperature = Double.random(in: 35...62, using: &random)
        let used = Double.random(in: 11...48, using: &random)
        let tags = ["sgid": serial.text]
        return MetricsBatch(metrics: [
            .init(
                name: "temp", tags: tags.merging(["sensor": "cpu_thermal"]) { first, _ in first },
                fields: ["temp": .number((temperature * 10).rounded() / 10)], time: now),
            .init(
                name: "disk", tags: tags.merging(["path": "/data"]) { first, _ in first },
                fields: ["used_percent": .number((used * 10).rounded() / 10)], time: now),
            .init(name: "system", tags: tags, fields: ["uptime": .integer(Int64(contacts) * 3600)], time: now),
        ])
    }

    /// Its next message in the form of the proof of concept.
    public mutating func note() -> Note {
        contacts += 1
        let volts = (Double.random(in: 11.8...13.9, using: &random) * 10).rounded() / 10
        return Note(
            id: serial.text, text: "contact \(contacts) of \(label)", extras: ["battery": .number(volts)])
    }

    private mutating func monitoring(at now: Timestamp) -> JSONValue {
        let milliseconds = now.microseconds / 1000
        let waiting = Int64.random(in: 0...3, using: &random)
        return .object([
            "radios": .object([
                "counts": .object(["ctt": .integer(1), "vah": .integer(1), "all": .integer(2), "bad": .integer(0)]),
                "devices": .object([
                    "1": .object([
                        "port": .string("1"), "port_path": .string("1.2"), "type": .string("CTT/CornellRcvr"),
                    ]),
                    "3": .object([
                        "port": .string("3"), "port_path": .string("1.4"), "type": .string("rtlsdr/r820t"),
                    ]),
                ]),
                "samples": .object(["3": .object(["frames": .integer(frames), "at": .integer(milliseconds)])]),
                "state": .object([
                    "color": .string("#4CAF50"), "enabled": .bool(true), "errors": .integer(0),
                    "title": .string("Radios"), "text": .string("2 radios running"),
                ]),
            ]),
            "gps": .object([
                "state": .string("3D-fix"), "lat": .number((place.latitude * 1e6).rounded() / 1e6),
                "lon": .number((place.longitude * 1e6).rounded() / 1e6), "alt": .number(22.4),
                "time": .integer(milliseconds / 1000),
            ]),
            "uploads": .object([
                "result": .object(["status": .string("OK")]), "project_id": .integer(460),
            ]),
            "files": .object([
                "summary": .object([
                    "total_files": .integer(Int64(contacts) * 2), "total_bytes": .integer(Int64(contacts) * 48_000),
                    "files_to_upload": .integer(waiting), "bytes_to_upload": .integer(waiting * 24_000),
                    "pre_2010_files": .integer(0), "other_sg_files": .integer(0),
                ])
            ]),
            "network": .object([
                "wifi": .string("CONNECTED"), "hotspot": .string("OFF"), "cell": .string("no-modem"),
                "inet": .string("wifi"),
            ]),
        ])
    }

    private static let places = [
        "marsh", "headland", "quarry", "lighthouse", "ridge", "dune", "orchard", "bog", "ferry", "meadow",
    ]

    private static func hexadecimal(digits: Int, _ random: inout SeededRandom) -> String {
        (0..<digits).map { _ in String(Int.random(in: 0...15, using: &random), radix: 16) }.joined()
    }
}
