// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeTransport

extension ServerContext {
    /// Who asks, as far as the request proves it; nobody where it shows nothing.
    ///
    /// - Throws: `Problem` 401 where it shows something that proves nothing.
    func caller(_ head: HTTPRequestHead) async throws(Problem) -> Caller {
        guard let shown = head.headers["Authorization"] else { return .nobody(at: head) }
        let words = shown.split(separator: " ", maxSplits: 1)
        let secret =
            if words.count == 2, words[0].lowercased() == "bearer" { String(words[1]) } else if head.isSafe {
                // A browser sends it along with whatever another site makes it ask for: it changes nothing.
                BasicCredentials(authorization: shown)?.password
            } else { String?.none }
        guard let secret, Secrets.areEqual(secret, administratorToken) else { throw .unauthenticated }
        return Caller(
            principal: Principal(.administrator), author: Author(name: "console", source: head.remoteAddress))
    }
}

extension Caller {
    /// Somebody who has not said who they are.
    static func nobody(at head: HTTPRequestHead) -> Caller {
        Caller(principal: .anonymous, author: Author(name: "nobody", source: head.remoteAddress))
    }
}

extension Problem {
    /// Nobody has said who they are.
    static var unauthenticated: Problem {
        Problem(
            status: 401,
            detail: "This needs the administrator token, which the server keeps in the file “admin-token” of its "
                + "data folder.",
            headers: [
                "WWW-Authenticate": "Basic realm=\"gnome-server\", charset=\"UTF-8\", Bearer realm=\"gnome-server\""
            ])
    }

    /// It is there, but not theirs to do.
    static var forbidden: Problem {
        Problem(status: 403, detail: "You may not do this. Ask a manager of the project, or an administrator.")
    }
}
