// SPDX-License-Identifier: Apache-2.0

import GnomeCore

// How the words of the domain are kept: numbers and texts by their raw value, times as microseconds since 1970, serials
// in full, keys as their bytes.

extension ReceiverID: SQLColumn {}
extension FrameID: SQLColumn {}
extension QuarantineID: SQLColumn {}
extension JobID: SQLColumn {}
extension ForwardID: SQLColumn {}
extension ProjectID: SQLColumn {}
extension StationID: SQLColumn {}
extension DeploymentID: SQLColumn {}
extension StationPhotoID: SQLColumn {}
extension StationPhoto.MediaType: SQLColumn {}
extension IdentityConflictID: SQLColumn {}
extension IdentityConflict.Kind: SQLColumn {}
extension ConflictSettlement.Act: SQLColumn {}
extension ReceiverKey.Ending: SQLColumn {}
extension ForwardName: SQLColumn {}
extension ForwardState: SQLColumn {}
extension FrameKey: SQLColumn {}
extension Way: SQLColumn {}
extension MessageKind: SQLColumn {}
extension QuarantineReason: SQLColumn {}
extension QuarantineAccount: SQLColumn {}
extension QuarantineDrop.Cause: SQLColumn {}
extension JobKind: SQLColumn {}
extension JobState: SQLColumn {}
extension SeriesClass: SQLColumn {}
extension Receiver.Registration: SQLColumn {}
extension MotusDeployment.Status: SQLColumn {}
extension PersonID: SQLColumn {}
extension SessionID: SQLColumn {}
extension TokenID: SQLColumn {}
extension Role: SQLColumn {}
extension TokenText.Kind: SQLColumn {}

extension Timestamp: SQLColumn {
    var sql: SQLValue { .integer(microseconds) }
    init?(sql: SQLValue) {
        guard let microseconds = Int64(sql: sql) else { return nil }
        self.init(microseconds: microseconds)
    }
}

/// As the width of its summaries; single observations have none.
extension SeriesDetail: SQLColumn {
    var sql: SQLValue { .integer(width ?? 0) }
    init?(sql: SQLValue) {
        guard let width = Int64(sql: sql), let detail = Self.allCases.first(where: { $0.width ?? 0 == width }) else {
            return nil
        }
        self = detail
    }
}

extension Serial: SQLColumn {
    var sql: SQLValue { .text(text) }
    init?(sql: SQLValue) {
        guard let text = String(sql: sql) else { return nil }
        self.init(text)
    }
}

extension KeyDigest: SQLColumn {
    var sql: SQLValue { .bytes(bytes) }
    init?(sql: SQLValue) {
        guard let bytes = [UInt8](sql: sql) else { return nil }
        self.init(bytes: bytes)
    }
}

extension LoginName: SQLColumn {
    var sql: SQLValue { .text(text) }
    init?(sql: SQLValue) {
        guard let text = String(sql: sql) else { return nil }
        self.init(text)
    }
}
