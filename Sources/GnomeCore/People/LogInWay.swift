// SPDX-License-Identifier: Apache-2.0

/// With which account somebody logs in.
public enum LogInWay: String, Sendable, Hashable, Codable, CaseIterable {
    /// With one of this server.
    case local
    /// With one at Motus.
    case motus
}
