// SPDX-License-Identifier: Apache-2.0

/// What lets a receiver log in to a broker, as the server keeps it: a hash, never the password.
public struct BrokerCredential: Sendable, Hashable {
    /// The receiver, which logs in with its serial.
    public var serial: Serial
    /// The salted hash of its password, in the form that the broker takes.
    public var passwordHash: String
    /// When it was issued or last rotated.
    public var changedAt: Timestamp

    /// A credential of these parts.
    public init(serial: Serial, passwordHash: String, changedAt: Timestamp) {
        self.serial = serial
        self.passwordHash = passwordHash
        self.changedAt = changedAt
    }
}
