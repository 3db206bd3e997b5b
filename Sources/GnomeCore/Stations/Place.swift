// SPDX-License-Identifier: Apache-2.0

/// Where a station stands: WGS 84.
public struct Place: Sendable, Hashable, Codable {
    /// Degrees north, −90 to 90.
    public var latitude: Double
    /// Degrees east, −180 to 180.
    public var longitude: Double
    /// Metres above sea level, where it is known.
    public var elevation: Double?

    /// A place of these parts.
    public init(latitude: Double, longitude: Double, elevation: Double? = nil) {
        self.latitude = latitude
        self.longitude = longitude
        self.elevation = elevation
    }

    /// What can't be right about it.
    public var problems: [InvalidField] {
        [
            .number("latitude", latitude, in: -90...90, unit: "degrees north", example: "45.2463"),
            .number("longitude", longitude, in: -180...180, unit: "degrees east", example: "-81.2963"),
            elevation.flatMap {
                .number("elevation", $0, in: -500...9000, unit: "metres", example: "182")
            },
        ].compactMap { $0 }
    }

    /// About where it is: to a tenth of a degree, some 10 km, and without elevation.
    ///
    /// For whoever may know that a station exists and not which tree it hangs on, as a landowner's link shows it.
    public var coarse: Place {
        Place(latitude: (latitude * 10).rounded() / 10, longitude: (longitude * 10).rounded() / 10)
    }
}
