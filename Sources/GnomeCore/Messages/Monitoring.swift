// SPDX-License-Identifier: Apache-2.0

/// The monitoring object of a V2 receiver's control program (`receivers.md` §3.4).
///
/// Every part may be missing, numbers may be `null` or text, and keys come and go with versions: so the object is kept as
/// it came, and read through accessors that expect nothing.
public struct Monitoring: Sendable, Hashable {
    /// The object as it came.
    public let json: JSONValue

    /// The monitoring of such an object.
    public init(_ json: JSONValue) { self.json = json }

    /// A radio that the receiver sees.
    public struct Radio: Sendable, Hashable {
        /// The port, as the receiver names it; `0` means the tenth.
        public var port: String
        /// The model, such as `rtlsdr/r820t`, `funcubeProPlus` or `CTTv3`.
        public var type: String?
        /// The path on the USB bus.
        public var path: String?
        /// Samples taken since it started, in frames.
        public var frames: Int64?
    }

    /// The radios, in the order of their ports.
    public var radios: [Radio] {
        guard case .object(let devices)? = json["radios"]?["devices"] else { return [] }
        return devices.map { port, device in
            Radio(
                port: port, type: device["type"]?.text, path: device["port_path"]?.text,
                frames: json["radios"]?["samples"]?[port]?["frames"]?.lenientInteger)
        }
        .sorted { ($0.port.count, $0.port) < ($1.port.count, $1.port) }
    }

    /// How many radios of a sort the receiver counts: `ctt`, `vah`, `all`, `bad`.
    public func radioCount(_ sort: String) -> Int? {
        json["radios"]?["counts"]?[sort]?.lenientInteger.flatMap { Int(exactly: $0) }
    }

    /// What the receiver says of its radios in words.
    public var radioState: String? { json["radios"]?["state"]?["text"]?.text }

    /// The state of the GPS: `no-dev`, `no-sat`, `2D-fix`, `3D-fix`.
    public var gpsState: String? { json["gps"]?["state"]?.text }

    /// Where the GPS says it is, in degrees north and east.
    public var position: (latitude: Double, longitude: Double)? {
        guard let latitude = json["gps"]?["lat"]?.lenientNumber, let longitude = json["gps"]?["lon"]?.lenientNumber,
            abs(latitude) <= 90, abs(longitude) <= 180
        else { return nil }
        return (latitude, longitude)
    }

    /// How the last upload to Motus went, such as `OK` or `FAILED`.
    public var uploadStatus: String? { json["uploads"]?["result"]?["status"]?.text }
    /// What the receiver says about the last upload.
    public var uploadInfo: String? { json["uploads"]?["result"]?["info"]?.text }

    /// A counter of its data files, such as `total_files`, `files_to_upload` or `bytes_to_upload`.
    public func fileCount(_ counter: String) -> Int64? { json["files"]?["summary"]?[counter]?.lenientInteger }

    /// A part of its network state: `wifi`, `hotspot`, `cell`, `inet`.
    public func network(_ part: String) -> String? { json["network"]?[part]?.text }

    /// A part of its cellular state, by the receiver's own key, such as `operator name`.
    public func cell(_ key: String) -> String? { json["cell_info"]?[key]?.text }
}
