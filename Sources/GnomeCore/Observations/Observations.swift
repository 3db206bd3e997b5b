// SPDX-License-Identifier: Apache-2.0

/// The numbers that a frame told, as they are kept over years.
///
/// Only finite numbers are taken: a state that is told in words, such as that of a GPS, is none. Two of one series and one
/// moment can't be told apart, so the later in the message stands.
public struct Observations: Sendable, Hashable {
    /// The most observations that one frame can bring; Telegraf's largest honest batch brings fewer.
    public static let limit = 4000
    /// The longest name of a series, in bytes of UTF-8.
    public static let nameLimit = 200
    /// Under which name the last observation tells how many were not taken, where there were any.
    public static let dropped = Series(.metric, "dropped")

    /// The observations, in the order of the message; the contact itself is the first.
    public private(set) var list: [Observation] = []
    /// How many were not taken: beyond the limit, without a name or with too long a one, or with a value that is no reading.
    public private(set) var droppedCount = 0
    /// Where each is in the list.
    private var places: [Place: Int] = [:]

    private struct Place: Hashable {
        var series: Series
        var moment: Timestamp
    }

    /// What every frame tells, even one that can't be read: that its receiver was heard.
    ///
    /// - Parameter frame: The frame.
    public init(contactBy frame: Frame) {
        add(Series(.contact, frame.way.rawValue), 1, nil, frame.receivedAt)
        places = [:]
    }

    /// Reads what a message tells.
    ///
    /// - Parameters:
    ///   - message: The message.
    ///   - frame: The frame that it was read from.
    public init(_ message: Message, of frame: Frame) {
        self.init(contactBy: frame)
        let receivedAt = frame.receivedAt
        switch message {
        case .note(let note): addNumbers(of: .object(note.extras), under: "", nil, receivedAt)
        case .envelope(let envelope): addNumbers(of: envelope.body, under: "", envelope.time, receivedAt)
        case .info(let report): add(report, receivedAt)
        case .metrics(let batch): for metric in batch.metrics { add(metric, receivedAt) }
        case .next, .log, .result: break
        }
        places = [:]
        guard droppedCount > 0 else { return }
        if list.count == Self.limit {
            list.removeLast()
            droppedCount += 1
        }
        if let last = Observation(Self.dropped, Double(droppedCount), receivedAt: receivedAt) { list.append(last) }
    }

    private mutating func add(
        _ series: Series, _ value: Double, _ deviceTime: Timestamp?, _ receivedAt: Timestamp
    ) {
        guard (1...Self.nameLimit).contains(series.name.utf8.count), series != Self.dropped,
            let observation = Observation(series, value, deviceTime: deviceTime, receivedAt: receivedAt)
        else {
            droppedCount += 1
            return
        }
        let place = Place(series: series, moment: observation.moment)
        if let index = places[place] {
            list[index] = observation
        } else if list.count < Self.limit {
            places[place] = list.count
            list.append(observation)
        } else {
            droppedCount += 1
        }
    }

    /// Takes the numbers of an object and of the objects in it, each under the keys that lead to it.
    private mutating func addNumbers(
        of value: JSONValue, under name: String, _ deviceTime: Timestamp?, _ receivedAt: Timestamp
    ) {
        switch value {
        case .integer(let integer): add(Series(.metric, name), Double(integer), deviceTime, receivedAt)
        case .number(let number): add(Series(.metric, name), number, deviceTime, receivedAt)
        case .object(let members):
            for (key, member) in members.sorted(by: { $0.key < $1.key }) {
                // Before the name is made: a long one would be copied for each number under it.
                guard name.utf8.count + key.utf8.count < Self.nameLimit else {
                    droppedCount += 1
                    continue
                }
                addNumbers(of: member, under: name.isEmpty ? key : "\(name).\(key)", deviceTime, receivedAt)
            }
        case .null, .bool, .string, .array: break
        }
    }

    private mutating func add(_ report: InfoReport, _ receivedAt: Timestamp) {
        let date = report.date
        func number(_ value: Int64?) -> Double? { value.map { Double($0) } }
        var metrics: [(String, Double?)] = [
            ("boot_count", report.bootCount.map { Double($0) }), ("lotek_frequency", report.lotekFrequency),
        ]
        if let monitoring = report.monitoring {
            for radio in monitoring.radios {
                guard let frames = number(radio.frames) else { continue }
                add(Series(.port, "port.\(radio.port).frames"), frames, date, receivedAt)
            }
            for sort in ["all", "ctt", "vah", "bad"] {
                metrics.append(("radios.\(sort)", monitoring.radioCount(sort).map { Double($0) }))
            }
            for counter in ["total_files", "total_bytes", "files_to_upload", "bytes_to_upload"] {
                metrics.append(("files.\(counter)", number(monitoring.fileCount(counter))))
            }
            metrics.append(("gps.latitude", monitoring.position?.latitude))
            metrics.append(("gps.longitude", monitoring.position?.longitude))
        }
        for (name, value) in metrics {
            if let value { add(Series(.metric, name), value, date, receivedAt) }
        }
    }

    /// Takes the fields of a metric, under its name, the field's, and what tells it apart: `disk.used{path=/data}`.
    private mutating func add(_ metric: MetricsBatch.Metric, _ receivedAt: Timestamp) {
        // These two name the receiver, which a series does not repeat.
        let tags = metric.tags.filter { $0.key != "sgid" && $0.key != "host" }.sorted { $0.key < $1.key }
        let suffix = tags.isEmpty ? "" : "{\(tags.map { "\($0.key)=\($0.value)" }.joined(separator: ","))}"
        guard metric.name.utf8.count + suffix.utf8.count < Self.nameLimit else {
            droppedCount += metric.fields.count
            return
        }
        for (field, value) in metric.fields.sorted(by: { $0.key < $1.key }) {
            let series = Series(.metric, "\(metric.name).\(field)\(suffix)")
            switch value {
            case .integer(let integer): add(series, Double(integer), metric.time, receivedAt)
            case .number(let number): add(series, number, metric.time, receivedAt)
            case .null, .bool, .string, .array, .object: break
            }
        }
    }
}
