// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
import GnomeStore
import GnomeTransport

extension BrokerAccounts {
    /// The job that takes an account away at the broker after a receiver went out of service; its payload is the serial.
    public static let removal = JobKind(rawValue: "broker-account-removal")

    /// Forgets the account of a receiver, and sees to it that the broker does too; where it has none, nothing happens.
    static func revoke(_ serial: Serial, in store: any StoreWriter, at moment: Timestamp) throws(StoreError) {
        guard try store.brokerCredential(of: serial) != nil else { return }
        try store.removeBrokerCredential(of: serial)
        _ = try store.enqueue([JobDraft(kind: removal, payload: Array(serial.text.utf8), createdAt: moment)])
    }

    /// Does such a job; an account that was given since stays.
    ///
    /// - Throws: `TransportError` where the broker can't be reached; `StoreError`.
    public func remove(_ job: Job, at now: Timestamp) async throws {
        guard let serial = Serial(String(decoding: job.payload, as: UTF8.self)), !(try await isIssued(serial)) else {
            return
        }
        _ = try await revoke(serial, at: now)
    }
}
