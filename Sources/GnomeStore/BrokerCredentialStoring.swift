// SPDX-License-Identifier: Apache-2.0

public import GnomeCore

/// Reads what lets receivers log in to a broker.
public protocol BrokerCredentialReading {
    /// The credential of a receiver; nothing where it has none.
    func brokerCredential(of serial: Serial) throws(StoreError) -> BrokerCredential?
    /// All credentials, in the order of serials.
    func brokerCredentials() throws(StoreError) -> [BrokerCredential]
}

/// Changes what lets receivers log in to a broker.
public protocol BrokerCredentialWriting {
    /// Keeps the credential of a receiver in place of the one before.
    ///
    /// - Throws: `notFound` where no receiver of that serial is registered.
    func setBrokerCredential(_ credential: BrokerCredential) throws(StoreError)
    /// Forgets the credential of a receiver; where it has none, nothing happens.
    func removeBrokerCredential(of serial: Serial) throws(StoreError)
}
