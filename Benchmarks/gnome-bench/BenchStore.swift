// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore

/// The store that is measured.
enum BenchStore {
    /// Opens a store by the path of its file or the URL of its database.
    static func open(_ place: String) async throws -> SQLStore {
        guard PostgreSQLSettings.isURL(place) else { return try await SQLStore.sqlite(at: place) }
        return try await SQLStore.postgreSQL(PostgreSQLSettings(url: place))
    }

    /// The receivers of these numbers; registers those that are missing.
    static func register(_ count: Int, in store: SQLStore) async throws -> [Receiver] {
        let serials = (0..<count).map { SimulatedReceiver(number: $0, seed: 1).serial }
        return try await store.write { (store) throws(StoreError) in
            let known = try store.receivers(serials)
            var receivers: [Receiver] = []
            for serial in serials {
                if let receiver = known[serial] {
                    receivers.append(receiver)
                } else {
                    receivers.append(
                        try store.register(
                            ReceiverDraft(serial: serial, registration: .accepted, registeredAt: SystemTime.now())))
                }
            }
            return receivers
        }
    }
}
