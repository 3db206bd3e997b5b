// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension Table.Cell {
    /// A time to the second.
    init(_ time: Timestamp?) {
        self.init(time.map { $0.toTheSecond.description })
    }

    /// A state of contact: `online`, `late`, `offline`, `never`.
    init(contact: String) {
        switch contact {
        case "online": self.init(contact, tone: .good)
        case "late": self.init(contact, tone: .doubtful)
        case "offline": self.init(contact, tone: .bad)
        default: self.init(contact)
        }
    }

    /// A count that asks for attention unless it is zero.
    init(waiting count: Int) {
        self.init(count)
        tone = count == 0 ? .plain : .doubtful
    }
}

extension Timestamp {
    /// The moment without its fraction.
    var toTheSecond: Timestamp {
        Timestamp(microseconds: microseconds - Int64(CivilTime(self).microsecond))
    }
}
