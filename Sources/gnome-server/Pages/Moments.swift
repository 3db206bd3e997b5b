// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// Times as people read them.
enum Moments {
    /// `2026-05-01 12:00:07 UTC`, with the exact moment for machines.
    static func absolute(_ moment: Timestamp) -> HTML {
        "<time datetime=\"\(machine(moment))\">\(text(moment)) UTC</time>"
    }

    /// `3 min ago` or `in 2 h`, with the exact moment for machines and for who asks.
    static func relative(_ moment: Timestamp, now: Timestamp) -> HTML {
        let distance = moment.duration(to: now).seconds
        let words = abs(distance) < 1 ? "now" : distance > 0 ? "\(span(distance)) ago" : "in \(span(-distance))"
        return "<time datetime=\"\(machine(moment))\" title=\"\(text(moment)) UTC\">\(words)</time>"
    }

    /// `2026-05-01T12:00:07Z`: HTML takes no more than thousandths of a second, and seconds will do.
    private static func machine(_ moment: Timestamp) -> String {
        civil(moment) + "Z"
    }

    /// `2026-05-01 12:00:07`.
    static func text(_ moment: Timestamp) -> String {
        civil(moment).replacing("T", with: " ")
    }

    /// To the second, without the mark of UTC.
    private static func civil(_ moment: Timestamp) -> String {
        String(moment.description.prefix { $0 != "." && $0 != "Z" })
    }

    /// A length of time in its largest unit: `45 s`, `3 min`, `5 h`, `12 days`.
    static func span(_ seconds: Double) -> String {
        switch seconds {
        case ..<90: "\(Int(seconds)) s"
        case ..<5400: "\(Int((seconds / 60).rounded())) min"
        case ..<172_800: "\(Int((seconds / 3600).rounded())) h"
        default: "\(Int((seconds / 86_400).rounded())) days"
        }
    }
}
