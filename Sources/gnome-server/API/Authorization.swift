// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeTransport

extension ServerContext {
    /// Who asks, as far as the request proves it; nobody where it shows nothing.
    ///
    /// - Throws: `Problem` 401 where it shows something that proves nothing.
    func identify(_ head: HTTPRequestHead) async throws -> Identity {
        let visitor = head.visitor
        if let shown = head.headers["Authorization"] {
            let words = shown.split(separator: " ", maxSplits: 1)
            guard words.count == 2, words[0].lowercased() == "bearer" else { throw Problem.unauthenticated }
            return Identity(try await caller(showing: String(words[1]), from: visitor))
        }
        guard let secret = head.sessionSecret else { return Identity(.nobody(at: head)) }
        guard let caller = try await access.authenticate(session: secret, from: visitor, at: now()) else {
            // A session that is over is no more than none: the page to log in must still open.
            return Identity(.nobody(at: head))
        }
        return Identity(caller, proof: FormProof(ofSession: secret))
    }

    /// Refuses what another site made a browser send (ASVS 5.0, 3.5).
    ///
    /// - Throws: `Problem` 403 where the browser says that it comes from elsewhere, or does not say where it comes from.
    func requireSameOrigin(_ head: HTTPRequestHead) throws(Problem) {
        let site = head.headers["Sec-Fetch-Site"].map { $0 == "same-origin" || $0 == "none" }
        let origin = head.headers["Origin"].map { isOurs(origin: $0, head) }
        guard site ?? true, origin ?? true, site != nil || origin != nil else {
            throw Problem(
                status: 403, detail: "Another site made your browser ask for this. Do it from a page of this server.")
        }
    }

    /// Whether an origin is where our pages are: at the public address, or under the name at this machine that was asked.
    private func isOurs(origin: String, _ head: HTTPRequestHead) -> Bool {
        if let publicURL, origin == publicURL.origin { return true }
        let host = head.headers["Host"] ?? ""
        // Under the public name a page that came without TLS may be anybody's.
        return !isPublic(head) && ["http://", "https://"].contains { origin == $0 + host }
    }

    /// Whether a request names the address where people reach the server through a proxy.
    func isPublic(_ head: HTTPRequestHead) -> Bool {
        publicURL.map { $0.host == head.headers["Host"]?.lowercased() } ?? false
    }

    /// Refuses what a browser's session changes over the API without showing what only our pages can read.
    ///
    /// Where a request comes from is the browser's word alone; this header no form of another site can send.
    ///
    /// - Throws: `Problem` 403.
    func requireProof(_ identity: Identity, _ head: HTTPRequestHead) throws(Problem) {
        guard !head.isSafe, identity.isOfCookie else { return }
        guard let shown = head.headers[FormProof.header], identity.proof.isShown(as: shown) else {
            throw Problem(
                status: 403,
                detail:
                    "A browser's session changes something only with the header \(FormProof.header): what the forms of "
                    + "its pages carry as “\(FormProof.field)”. Programs use a token.")
        }
    }

    /// Whose secret it is: the console's, a token's or a session's.
    private func caller(showing secret: String, from visitor: Visitor) async throws -> Caller {
        if Secrets.areEqual(secret, administratorToken) {
            return Caller(
                principal: Principal(.administrator), author: Author(name: "console", source: visitor.address))
        }
        if let caller = try await access.authenticate(token: secret, from: visitor, at: now()) { return caller }
        if let caller = try await access.authenticate(session: secret, from: visitor, at: now()) { return caller }
        throw Problem.unauthenticated
    }
}

/// Who asks, and what the forms that they are shown carry.
struct Identity: Sendable {
    let caller: Caller
    /// Empty where there is no session, so that no form of theirs is taken.
    let proof: FormProof
    /// Whether it is the cookie of a browser that proves it, which the browser sends whoever makes it ask.
    var isOfCookie: Bool { proof != .none }

    init(_ caller: Caller, proof: FormProof = .none) {
        self.caller = caller
        self.proof = proof
    }
}

extension Caller {
    /// Somebody who has not said who they are.
    static func nobody(at head: HTTPRequestHead) -> Caller {
        Caller(principal: .anonymous, author: Author(name: "nobody", source: head.visitor.address))
    }
}

extension HTTPRequestHead {
    /// The name of the cookie of a session: a browser takes it for this host alone, and sends it over nothing but TLS or
    /// loopback.
    static let sessionCookie = "__Host-gnome"

    /// From where it comes, as the server found.
    var visitor: Visitor { Visitor(address: remoteAddress, agent: headers["User-Agent"]) }

    /// What the cookie of a session holds; nothing where there is none, or more than one.
    var sessionSecret: String? {
        let found = headers.values("Cookie").flatMap { $0.split(separator: ";") }.compactMap { pair -> String? in
            let halves = pair.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
            return halves.count == 2 && halves[0] == Self.sessionCookie ? String(halves[1]) : nil
        }
        return found.count == 1 ? found[0] : nil
    }
}

extension Problem {
    /// Nobody has said who they are.
    static var unauthenticated: Problem {
        Problem(
            status: 401,
            detail: "Log in first: with “gnomectl login”, a token, or on the page /log-in.",
            headers: ["WWW-Authenticate": "Bearer realm=\"gnome-server\""])
    }

    /// It is there, but not theirs to do.
    static var forbidden: Problem {
        Problem(status: 403, detail: "You may not do this. Ask a manager of the project, or an administrator.")
    }
}
