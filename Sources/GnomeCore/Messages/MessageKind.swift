// SPDX-License-Identifier: Apache-2.0

/// What a readable frame is.
public enum MessageKind: String, Sendable, Hashable, Codable, CaseIterable {
    /// A message of the proof of concept: `{"id": …, "message": …}`.
    case note
    /// Our own envelope, version 1.
    case envelope
    /// The report of a V2 receiver (`POST /agent/info`).
    case info
    /// The announcement of the next contact (`POST /agent/next`).
    case next
    /// A batch of metrics of a V2 receiver's Telegraf (`POST /agent/telegraf`).
    case metrics
    /// A piece of a log file of a V2 receiver (`POST /agent/logs`).
    case log
    /// What became of a command, as a V2 receiver says (`POST /agent/cmdlog`).
    case result
}
