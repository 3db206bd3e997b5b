// SPDX-License-Identifier: Apache-2.0

/// A page of a list, with the cursor of the next one.
struct Page<Item: Codable & Sendable, Cursor: Codable & Sendable & Equatable>: Codable, Sendable {
    let items: [Item]
    @Nullable var next: Cursor?
    /// How many there are, by reason or state; only the quarantine and the jobs say.
    @Nullable var counts: [String: Int]?
}

/// How gnomectl walks through pages.
enum Paging {
    /// The most that a page is asked for.
    static let size = 500

    /// The items of page after page, until there are no more or enough.
    ///
    /// - Parameters:
    ///   - limit: How many are enough; nothing for all.
    ///   - page: Fetches the page of a cursor, of at most so many items.
    /// - Throws: What `page` throws, and `failure` where the server leads in a circle.
    static func collect<Item, Cursor>(
        limit: Int? = nil, _ page: (Cursor?, Int) async throws(CommandError) -> Page<Item, Cursor>
    ) async throws(CommandError) -> [Item] {
        var items: [Item] = []
        var cursor: Cursor?
        while true {
            let wanted = min(size, limit.map { $0 - items.count } ?? size)
            guard wanted > 0 else { return items }
            let answer = try await page(cursor, wanted)
            items += answer.items.prefix(wanted)
            guard let next = answer.next else { return items }
            guard next != cursor, !answer.items.isEmpty else {
                throw CommandError(.failure, "The server's list has no end: its cursor does not move.")
            }
            cursor = next
        }
    }
}
