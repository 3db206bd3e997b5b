// SPDX-License-Identifier: Apache-2.0

/// The answer of Motus' `receivers` call, as it is: `{"version": "2.0", "data": [row…]}` (`motus.md` §3.4, §6).
///
/// It has a row for each receiver and project, so a serial can stand on several. Rows that can't be placed are told, not
/// dropped.
public struct MotusReceiverList: Sendable, Hashable {
    /// A row that names a receiver.
    public struct Row: Sendable, Hashable {
        /// The serial, `_N` of Motus included.
        public var serial: Serial
        /// What it says of it.
        public var deployment: MotusDeployment
    }

    /// A row that can't be placed.
    public struct Unplaced: Sendable, Hashable {
        /// Its place in the answer, from 1.
        public var row: Int
        /// Motus' number, where it has one.
        public var motusID: Int64?
        /// What it calls the receiver, where it calls it anything.
        public var text: String?
        /// Why.
        public var reason: String
    }

    /// The rows that name a receiver, in order.
    public var rows: [Row]
    /// The rows that can't be placed.
    public var unplaced: [Unplaced]

    /// Reads the answer.
    ///
    /// - Throws: `CodecError` where it is no JSON object with a list `data`.
    public init(bytes: [UInt8]) throws(CodecError) {
        guard let value = JSONValue(bytes: bytes) else { throw CodecError("expected JSON as Motus answers it") }
        guard case .array(let elements)? = value["data"] else {
            throw CodecError("expected a list “data”, as Motus answers the call “receivers”")
        }
        rows = []
        unplaced = []
        for (index, element) in elements.enumerated() {
            let text = element["receiverID"]?.text
            let motusID = element["motusRecvID"]?.lenientInteger
            do throws(CodecError) {
                rows.append(try Self.row(element, text: text, motusID: motusID))
            } catch {
                unplaced.append(Unplaced(row: index + 1, motusID: motusID, text: text, reason: error.message))
            }
        }
    }

    private static func row(_ element: JSONValue, text: String?, motusID: Int64?) throws(CodecError) -> Row {
        guard let text else { throw CodecError("the row names no receiver (receiverID is null)") }
        guard let serial = Serial(text) else { throw CodecError("receiverID is no serial") }
        guard let motusID else { throw CodecError("the row has no motusRecvID") }
        guard let status = element["deploymentStatus"]?.text.flatMap(MotusDeployment.Status.init) else {
            throw CodecError("deploymentStatus is none of active, pending, terminated")
        }
        let start = element["dtStart"]?.text
        if let start, Timestamp(start) == nil { throw CodecError("dtStart is no time: \(start.prefix(40))") }
        let name = element["deploymentName"]?.text?.trimmed
        return Row(
            serial: serial,
            deployment: MotusDeployment(
                motusID: motusID, projectID: element["recvProjectID"]?.lenientInteger,
                deviceID: element["deviceID"]?.lenientInteger, receiverType: element["receiverType"]?.text,
                name: name.flatMap { $0.isEmpty ? nil : $0 }, status: status, start: start.flatMap(Timestamp.init)))
    }

    /// The current row of each serial, and the rows that others stand before.
    ///
    /// Active comes before pending, pending before terminated; then the latest start; then the highest number of Motus.
    public func current() -> (rows: [Row], superseded: [(row: Row, by: MotusDeployment)]) {
        let bySerial = Dictionary(grouping: rows, by: \.serial)
        var current: [Row] = []
        var superseded: [(row: Row, by: MotusDeployment)] = []
        for (_, rows) in bySerial.sorted(by: { $0.key < $1.key }) {
            let ranked = rows.sorted { $0.deployment.rank > $1.deployment.rank }
            guard let first = ranked.first else { continue }
            current.append(first)
            superseded += ranked.dropFirst().map { ($0, first.deployment) }
        }
        return (current, superseded)
    }
}

extension MotusDeployment {
    /// Greater for the deployment that describes the receiver's present better.
    fileprivate var rank: (Int, Int64, Int64) {
        let standing =
            switch status {
            case .active: 2
            case .pending: 1
            case .terminated: 0
            }
        return (standing, start?.microseconds ?? .min, motusID)
    }
}
