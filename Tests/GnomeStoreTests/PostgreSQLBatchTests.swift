// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import GnomeStore

@Suite("A statement for many rows at once", .timeLimit(.minutes(10)))
struct PostgreSQLBatchTests {
    @Test("an insert takes its values from arrays, and brings the key that tells which of them it kept")
    func insert() throws {
        let batch = try #require(
            PostgreSQLBatch(
                """
                INSERT INTO jobs (kind, state, key, body)
                VALUES ($1, 'waiting', $3, coalesce($2, '')) ON CONFLICT (key, kind) WHERE key IS NOT NULL DO NOTHING
                RETURNING id
                """,
                types: [.text, .bytes, .integer]))
        #expect(
            batch.text.split(separator: "\n").joined(separator: " ") == """
                INSERT INTO jobs (kind, state, key, body) SELECT given.p1, 'waiting', given.p3, coalesce(given.p2, '') \
                FROM unnest($1::TEXT[], $2::BYTEA[], $3::BIGINT[]) AS given (p1, p2, p3) \
                ON CONFLICT (key, kind) WHERE key IS NOT NULL DO NOTHING RETURNING id, key, kind
                """)
        #expect(batch.origin == .parameters([2, 0]))
    }

    @Test(
        "an insert of its parameters as they are is copied, and no other",
        arguments: [
            ("VALUES ($1, $2)", "COPY a (b, c) FROM STDIN (FORMAT binary)"), ("VALUES ($2, $1)", nil),
            ("VALUES ($1, 2)", nil),
            ("VALUES ($1, $2) ON CONFLICT (b) DO NOTHING", nil), ("VALUES ($1, $2) RETURNING b", nil),
        ])
    func copy(_ values: String, _ copy: String?) {
        let batch = PostgreSQLBatch("INSERT INTO a (b, c) \(values)", types: [.integer, .text])
        #expect(batch?.copy == copy)
    }

    @Test("a query is asked for each element, and says for which it answers")
    func select() throws {
        let batch = try #require(PostgreSQLBatch("SELECT a FROM b WHERE c = $1 AND d > $2", types: [.real, .integer]))
        #expect(
            batch.text == """
                SELECT answer.*, given.place \
                FROM unnest($1::DOUBLE PRECISION[], $2::BIGINT[]) WITH ORDINALITY AS given (p1, p2, place), \
                LATERAL (SELECT a FROM b WHERE c = given.p1 AND d > given.p2) AS answer ORDER BY given.place
                """)
        #expect(batch.origin == .number)
    }

    @Test(
        "what can't be told to do the same stays as it is",
        arguments: [
            "SELECT a FROM b WHERE c = $1 ORDER BY a", "DELETE FROM a WHERE b = $1", "UPDATE a SET b = $1",
            "INSERT INTO a (b) SELECT $1", "INSERT INTO a (b) VALUES ($1) ON CONFLICT (b) DO UPDATE SET b = $1",
            "INSERT INTO a (b, c) VALUES ($1, 1) ON CONFLICT (c) DO NOTHING RETURNING c",
            "INSERT INTO a (b, c) VALUES ((SELECT max(d) FROM e), $1) ON CONFLICT (b) DO UPDATE SET c = excluded.c",
        ])
    func others(_ sql: String) { #expect(PostgreSQLBatch(sql, types: [.text]) == nil) }

    @Test("what is sent at once has its bounds in rows and in bytes")
    func parts() {
        #expect(PostgreSQLBatch.parts(of: []).isEmpty)
        let small = (0..<600).map { [Int64($0).sql] }
        #expect(PostgreSQLBatch.parts(of: small) == [0..<250, 250..<500, 500..<600])
        let large = (0..<20).map { _ in [SQLValue.bytes([UInt8](repeating: 1, count: 1 << 19))] }
        #expect(PostgreSQLBatch.parts(of: large) == [0..<8, 8..<16, 16..<20])
    }

    @Test("rows that would change one row twice are not given at once, nor a few rows, nor values of another type")
    func unsuited() throws {
        let sql = "INSERT INTO a (b, c) VALUES ($1, $2) ON CONFLICT (b) DO UPDATE SET c = excluded.c"
        let batch = try #require(PostgreSQLBatch(sql, types: [.text, .real]))
        let rows = (0..<20).map { ["\($0)".sql, Double($0).sql] }
        #expect(batch.suits(rows))
        #expect(!batch.suits(rows + rows.prefix(1)))
        #expect(!batch.suits(Array(rows.prefix(2))))
        #expect(!batch.suits(rows + [["x".sql, 1.sql]]))
        #expect(!batch.suits(rows + [[String(repeating: "x", count: 1 << 20).sql, 1.5.sql]]))
    }

    @Test("the rows of an answer find their parameters among repetitions, and by bytes: “é” is not “e” with an accent")
    func origins() throws {
        let batch = try #require(
            PostgreSQLBatch(
                "INSERT INTO a (b, c) VALUES ($1, $2) ON CONFLICT (b) DO NOTHING RETURNING c", types: [.text, .integer])
        )
        let texts = ["é", "e\u{301}", "e\u{301}", "x", "y"]
        let rows = texts.enumerated().map { [$1.sql, $0.sql] }
        // Of the others the first was there before, and the third repeats the second.
        var values = [7.sql, "e\u{301}".sql]
        #expect(try batch.takePlace(from: &values, among: rows, after: 0, notBefore: 0) == 1)
        #expect(values == [7.sql])
        values = [8.sql, "y".sql]
        #expect(try batch.takePlace(from: &values, among: rows, after: 0, notBefore: 2) == 4)
        values = [9.sql, "é".sql]
        #expect(throws: StoreError.self) {
            _ = try batch.takePlace(from: &values, among: rows, after: 0, notBefore: 5)
        }
    }
}
