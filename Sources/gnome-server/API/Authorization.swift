// SPDX-License-Identifier: Apache-2.0

import GnomeService
import GnomeTransport

extension ServerContext {
    /// Lets only those pass who know the administrator token.
    ///
    /// - Throws: `Problem` 401 otherwise, which says where the token is to be found.
    func requireAdministrator(_ request: HTTPRequest) throws(Problem) {
        let words = request.head.headers["Authorization"]?.split(separator: " ", maxSplits: 1) ?? []
        guard words.count == 2, words[0].lowercased() == "bearer",
            Secrets.areEqual(String(words[1]), administratorToken)
        else {
            throw Problem(
                status: 401,
                detail: "This needs the administrator token, which the server keeps in the file “admin-token” of its "
                    + "data folder.",
                headers: ["WWW-Authenticate": "Bearer realm=\"gnome-server\""])
        }
    }
}

extension HTTPRequest {
    /// The limit of a page: `limit` of the query, from 1 to 1000.
    ///
    /// - Throws: `Problem` 400 for anything else.
    func pageLimit() throws(Problem) -> Int {
        guard let text = head.query("limit") else { return 100 }
        guard let limit = Int(text), (1...1000).contains(limit) else {
            throw .invalid("limit: expected a number from 1 to 1000.")
        }
        return limit
    }

    /// A row number of the query; nothing where it is not given.
    ///
    /// - Throws: `Problem` 400 where it is no number.
    func cursor(_ name: String) throws(Problem) -> Int64? {
        guard let text = head.query(name) else { return nil }
        guard let number = Int64(text), number >= 0 else {
            throw .invalid("\(name): expected the “next” of an earlier answer.")
        }
        return number
    }
}
