// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// A month of UTC, for which a database may keep a place apart.
///
/// Only those of the years 2000 to 2099 are any: what a clock far off puts elsewhere shares one place, so that no clock can
/// make places without end.
struct ObservationMonth: Hashable {
    let start: Timestamp
    let end: Timestamp

    /// The month behind it; nothing where the years end.
    var next: ObservationMonth? { ObservationMonth(of: end) }

    /// Whether a moment lies in it.
    func contains(_ moment: Timestamp) -> Bool { moment >= start && moment < end }

    /// The month that a moment lies in; nothing outside those years.
    init?(of moment: Timestamp) {
        let civil = CivilTime(moment)
        let (year, month) = civil.month == 12 ? (civil.year + 1, 1) : (civil.year, civil.month + 1)
        guard (2000...2099).contains(civil.year), let start = CivilTime(year: civil.year, month: civil.month, day: 1),
            let end = CivilTime(year: year, month: month, day: 1)
        else { return nil }
        self.start = start.timestamp
        self.end = end.timestamp
    }
}
