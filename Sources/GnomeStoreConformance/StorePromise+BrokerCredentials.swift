// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore
import Testing

extension StorePromise {
    static let brokerCredentials: [StorePromise] = [
        StorePromise("a receiver has the credential that was kept last, until it is removed") { store in
            let receivers = try await store.register(2, 1)
            let credentials = receivers.map {
                BrokerCredential(serial: $0.serial, passwordHash: oddText, changedAt: moment(0))
            }
            try await store.write { (store) throws(StoreError) in
                for credential in credentials { try store.setBrokerCredential(credential) }
            }
            #expect(try await store.credentials == credentials.sorted { $0.serial < $1.serial })
            var changed = credentials[0]
            (changed.passwordHash, changed.changedAt) = ("other", moment(5))
            let newest = changed
            for _ in 0..<2 {
                try await store.write { (store) throws(StoreError) in try store.setBrokerCredential(newest) }
            }
            #expect(try await store.credentials == [credentials[1], newest])
            let read = try await store.read { (store) throws(StoreError) in
                try store.brokerCredential(of: newest.serial)
            }
            #expect(read == newest)
            for _ in 0..<2 {
                try await store.write { (store) throws(StoreError) in
                    try store.removeBrokerCredential(of: newest.serial)
                }
            }
            #expect(try await store.credentials == [credentials[1]])
            let none = try await store.read { (store) throws(StoreError) in
                try store.brokerCredential(of: newest.serial)
            }
            #expect(none == nil)
        },
        StorePromise("a serial that is not registered has no credential, and gets none") { store in
            _ = try await store.registerOne()
            let unknown = BrokerCredential(serial: try serial(2), passwordHash: "x", changedAt: moment(0))
            let error = await #expect(throws: StoreError.self) {
                try await store.write { (store) throws(StoreError) in try store.setBrokerCredential(unknown) }
            }
            #expect(error?.code == .notFound)
            try await store.write { (store) throws(StoreError) in
                try store.removeBrokerCredential(of: unknown.serial)
            }
            #expect(try await store.credentials.isEmpty)
        },
    ]
}

extension Store {
    fileprivate var credentials: [BrokerCredential] {
        get async throws { try await read { (store) throws(StoreError) in try store.brokerCredentials() } }
    }
}
