// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// A stored message as the API shows it.
struct MessageAnswer: Codable, Sendable, Equatable {
    let id: Int64
    let serial: Serial
    let kind: String
    let way: String
    let route: String
    let receivedAt: Timestamp
    @Nullable var deviceTime: Timestamp?
    let size: Int
    let proof: String
    let summary: String
}
