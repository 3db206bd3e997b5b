// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension SQLTransaction {
    func brokerCredential(of serial: Serial) throws(StoreError) -> BrokerCredential? {
        try connection.first(
            """
            SELECT r.serial, c.password_hash, c.changed_at
            FROM broker_credentials c JOIN receivers r ON r.id = c.receiver_id WHERE r.serial = $1
            """,
            serial.sql)
    }

    func brokerCredentials() throws(StoreError) -> [BrokerCredential] {
        try connection.all(
            """
            SELECT r.serial, c.password_hash, c.changed_at
            FROM broker_credentials c JOIN receivers r ON r.id = c.receiver_id ORDER BY r.serial
            """)
    }

    func setBrokerCredential(_ credential: BrokerCredential) throws(StoreError) {
        guard let receiver = try receivers([credential.serial])[credential.serial] else {
            throw .noReceiver(credential.serial)
        }
        try connection.execute(
            """
            INSERT INTO broker_credentials (receiver_id, password_hash, changed_at) VALUES ($1, $2, $3)
            ON CONFLICT (receiver_id) DO UPDATE SET
                password_hash = excluded.password_hash, changed_at = excluded.changed_at
            """,
            receiver.id.sql, credential.passwordHash.sql, credential.changedAt.sql)
    }

    func removeBrokerCredential(of serial: Serial) throws(StoreError) {
        try connection.execute(
            "DELETE FROM broker_credentials WHERE receiver_id IN (SELECT id FROM receivers WHERE serial = $1)",
            serial.sql)
    }
}

extension BrokerCredential: SQLRecord {
    init(row: inout SQLRow) throws(StoreError) {
        self.init(serial: try row.next(), passwordHash: try row.next(), changedAt: try row.next())
    }
}
