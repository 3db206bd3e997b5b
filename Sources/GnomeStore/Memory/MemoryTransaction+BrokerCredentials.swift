// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension MemoryTransaction {
    func brokerCredential(of serial: Serial) -> BrokerCredential? { tables.brokerCredentials[serial] }

    func brokerCredentials() -> [BrokerCredential] {
        tables.brokerCredentials.values.sorted { $0.serial < $1.serial }
    }

    func setBrokerCredential(_ credential: BrokerCredential) throws(StoreError) {
        guard tables.receivers[key: credential.serial] != nil else { throw .noReceiver(credential.serial) }
        tables.brokerCredentials[credential.serial] = credential
    }

    func removeBrokerCredential(of serial: Serial) { tables.brokerCredentials[serial] = nil }
}
