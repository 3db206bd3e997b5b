// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeStore
import TestSupport
import Testing

@Suite(
    "A server whose database goes away", .enabled(if: TestDatabase.isThere, TestDatabase.skipped),
    .timeLimit(.minutes(5)))
struct DatabaseOutageTests {
    @Test("it asks its clients to come back, goes on as soon as the database is there, and loses and doubles nothing")
    func outages() async throws {
        try await withTemporaryFolder { folder in
            try await TestCluster.with(in: folder + "/database") { cluster in
                let server = try await TestServer.start(in: folder, environment: ["GNOME_STORE_URL": cluster.url])
                let load = PostingLoad(on: server)
                try await load.run {
                    for _ in 0..<2 {
                        try await load.progress(50)
                        try await cluster.control("stop")
                        #expect(try await server.becomes(ready: 503))
                        let refusals = load.refusals
                        #expect(try await server.eventually { load.refusals > refusals })
                        try await cluster.control("start")
                        #expect(try await server.becomes(ready: 200))
                    }
                    for _ in 0..<10 {
                        try await load.progress(50)
                        try await cluster.endConnections()
                    }
                    try await load.progress(50)
                }
                #expect(load.oddAnswers.isEmpty)
                #expect(try await server.becomes(ready: 200))

                var ledger = CrashLedger(batch: 1)
                ledger.acknowledged = load.taken
                let store = try await SQLStore.postgreSQL(PostgreSQLSettings(url: cluster.url), access: .readOnly)
                try await ledger.compare(with: store, "after the outages")
                await store.close()
                await server.stop()
            }
        }
    }
}
