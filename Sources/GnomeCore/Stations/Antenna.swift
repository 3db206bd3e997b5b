// SPDX-License-Identifier: Apache-2.0

/// An antenna of a deployment, as it hangs.
public struct Antenna: Sendable, Hashable, Codable {
    /// The receiver's port it is plugged into: 1 to 20.
    public var port: Int
    /// What it is, in the words of its maker or of Motus: `yagi-5`, `omni`, `9-element`.
    public var type: String
    /// Where it points, in degrees clockwise from true north, 0 up to 360; nothing for one that points nowhere.
    public var bearing: Double?
    /// Metres above the ground.
    public var height: Double?
    /// What it listens to, in MHz: 166.38, 151.5, 434.
    public var frequency: Double?

    /// An antenna of these parts.
    public init(
        port: Int, type: String, bearing: Double? = nil, height: Double? = nil, frequency: Double? = nil
    ) {
        self.port = port
        self.type = type
        self.bearing = bearing
        self.height = height
        self.frequency = frequency
    }

    /// What can't be taken as it is.
    public var problems: [InvalidField] {
        [
            (1...20).contains(port) ? nil : InvalidField("port", "must be a port from 1 to 20", example: "3"),
            .line("type", type, length: 1...40, example: "yagi-5"),
            bearing.flatMap {
                .number(
                    "bearing", $0, in: 0...359.999_999, unit: "degrees clockwise from true north", example: "90")
            },
            height.flatMap { .number("height", $0, in: 0...500, unit: "metres above the ground", example: "6.5") },
            frequency.flatMap { .number("frequency", $0, in: 1...3000, unit: "MHz", example: "166.38") },
        ].compactMap { $0 }
    }
}

extension [Antenna] {
    /// What can't be taken of a deployment's antennas: each by itself, and two on one port that listen to the same.
    public var problems: [InvalidField] {
        var problems: [InvalidField] = []
        if count > 20 {
            problems.append(InvalidField("antennas", "must be at most 20", example: "two of them"))
        }
        for (index, antenna) in enumerated() {
            problems += antenna.problems.map { $0.within("antennas[\(index)]") }
            if self[..<index].contains(where: { $0.port == antenna.port && $0.frequency == antenna.frequency }) {
                problems.append(
                    InvalidField("antennas[\(index)].port", "is taken by an antenna above", example: "another port"))
            }
        }
        return problems
    }
}
