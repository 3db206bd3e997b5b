// SPDX-License-Identifier: Apache-2.0

/// What Telegraf on a V2 receiver posts: metrics of the machine, up to a thousand at once (`receivers.md` §3.5).
public struct MetricsBatch: Sendable, Hashable {
    /// One reading of one input.
    public struct Metric: Sendable, Hashable {
        /// The input, such as `cpu`, `disk` or `temp`.
        public var name: String
        /// What tells readings of one input apart: `path` of a disk, `sensor` of a temperature; `sgid` is the receiver.
        public var tags: [String: String]
        /// The values.
        public var fields: [String: JSONValue]
        /// When it was read, by the receiver's clock.
        public var time: Timestamp?

        /// A metric of these parts.
        public init(name: String, tags: [String: String], fields: [String: JSONValue], time: Timestamp?) {
            self.name = name
            self.tags = tags
            self.fields = fields
            self.time = time
        }
    }

    /// The metrics in the order of the batch.
    public var metrics: [Metric]
    /// How many elements were no metric and were passed over.
    public var unreadable: Int

    /// A batch of these metrics.
    public init(metrics: [Metric], unreadable: Int = 0) {
        self.metrics = metrics
        self.unreadable = unreadable
    }

    /// Reads `{"metrics": […]}`, or a single metric as Telegraf writes it without batching.
    ///
    /// - Throws: `CodecError` where it is neither.
    init(_ value: JSONValue) throws(CodecError) {
        let elements: [JSONValue]
        if case .array(let list)? = value["metrics"] {
            elements = list
        } else if value["fields"] != nil {
            elements = [value]
        } else {
            throw CodecError("expected an object with a list “metrics”")
        }
        metrics = elements.compactMap(Metric.init)
        unreadable = elements.count - metrics.count
    }

    /// The receivers that the metrics name; one in an honest batch.
    public var receivers: Set<String> { Set(metrics.compactMap { $0.tags["sgid"] }) }

    /// The body, with sorted keys.
    public var bytes: [UInt8] {
        JSONValue.object(["metrics": .array(metrics.map(\.json))]).bytes
    }
}

extension MetricsBatch.Metric {
    fileprivate init?(_ value: JSONValue) {
        guard let name = value["name"]?.text, case .object(let fields)? = value["fields"] else { return nil }
        self.name = name
        self.fields = fields
        tags = [:]
        if case .object(let members)? = value["tags"] { tags = members.compactMapValues(\.text) }
        time = value["timestamp"]?.lenientTime
    }

    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = [
            "name": .string(name), "tags": .object(tags.mapValues(JSONValue.string)), "fields": .object(fields),
        ]
        if let time { members["timestamp"] = .integer(time.microseconds / 1_000_000) }
        return .object(members)
    }
}
