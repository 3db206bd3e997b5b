// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore

extension RebuiltReceiver.Difference {
    /// What two accounts of a receiver do not agree in, field by field.
    static func between(_ stored: ReceiverAccount, _ told: ReceiverAccount) -> [Self] {
        of(stored.status, told.status)
            + Set(stored.series.keys).union(told.series.keys).sorted().flatMap { series in
                of(series, stored.series[series], told.series[series])
            }
    }

    private static func of(_ stored: ReceiverStatus, _ told: ReceiverStatus) -> [Self] {
        let fields: [(String, (ReceiverStatus) -> String?)] = [
            ("frames", { "\($0.frames)" }),
            ("first contact", { $0.firstContactAt?.description }),
            ("last contact", { $0.lastContactAt?.description }),
            ("way of the last contact", { $0.lastContactWay?.rawValue }),
            ("next contact", { $0.nextContactAt?.description }),
            ("last report", { $0.lastReport.map { "frame \($0.rawValue)" } }),
            ("time of the last report", { $0.lastReportAt?.description }),
        ]
        return fields.compactMap { subject, text in of(subject, text(stored), text(told)) }
    }

    private static func of(_ series: Series, _ stored: SeriesAccount?, _ told: SeriesAccount?) -> [Self] {
        let names: [(SeriesDetail, String)] = [(.raw, "observations"), (.hour, "hours"), (.day, "days")]
        let parts = names.compactMap { detail, name -> Self? in
            let (before, after) = (stored?.parts[detail] ?? .init(), told?.parts[detail] ?? .init())
            guard before != after else { return nil }
            let isCounted = before.rows != after.rows || before.observations != after.observations
            func words(_ part: SeriesAccount.Part) -> String {
                guard detail != .raw else { return "\(part.rows)" }
                return "\(part.rows), of \(part.observations) observations"
            }
            return Self(
                subject: "\(name) of \(series.kind) \(series.name)", stored: words(before),
                told: isCounted ? words(after) : "as many, with other values")
        }
        let latest = of(
            "latest of \(series.kind) \(series.name)", stored.map { words($0.latest) }, told.map { words($0.latest) })
        return parts + (latest.map { [$0] } ?? [])
    }

    private static func words(_ latest: SeriesOverview) -> String { "\(latest.latest) at \(latest.latestAt)" }

    private static func of(_ subject: String, _ stored: String?, _ told: String?) -> Self? {
        stored == told ? nil : Self(subject: subject, stored: stored ?? "nothing", told: told ?? "nothing")
    }
}
