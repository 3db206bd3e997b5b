// SPDX-License-Identifier: Apache-2.0

extension Int {
    /// As a count of bytes for people: `482 bytes`, `1 GiB`, `17.4 MiB`; up to 9,999 exactly, beyond that to a tenth of its unit.
    public var byteText: String {
        let units = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]
        guard self >= 10_000 else { return self == 1 ? "1 byte" : "\(self) bytes" }
        var (size, unit) = (Double(self) / 1024, 0)
        // What would be shown as 1024 of a unit is one of the next.
        while size >= 1023.95, unit + 1 < units.count { (size, unit) = (size / 1024, unit + 1) }
        let tenths = Int((size * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10) \(units[unit])" : "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }
}
