// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// A session that lasts for one command: it issues a token, which a token can't, and ends.
struct LogInSession: Sendable {
    private let client: GnomeClient
    /// Who has logged in.
    let person: PersonAnswer

    fileprivate init(_ answer: LoggedInAnswer, at client: GnomeClient) {
        self.client = GnomeClient(
            server: client.server, http: client.http, token: BearerToken(secret: answer.secret),
            clock: client.clock)
        person = answer.person
    }

    /// Gives the session for a token that acts as the person.
    ///
    /// - Parameters:
    ///   - label: What people call the token.
    ///   - expiresAt: From when on it counts no more.
    ///   - scopes: What it may; nothing for all that the person may.
    func exchange(
        label: String, expiresAt: Timestamp, scopes: [Permission]
    ) async throws(CommandError) -> IssuedTokenAnswer {
        var members: [String: JSONValue] = ["label": .string(label), "expiresAt": .string(expiresAt.description)]
        if !scopes.isEmpty { members["scopes"] = .array(scopes.map { .string($0.rawValue) }) }
        let issued: IssuedTokenAnswer
        do throws(CommandError) {
            issued = try await client.change("POST", ["tokens"], members)
        } catch {
            await end()
            throw error
        }
        await end()
        return issued
    }

    /// Sets another password for the person, after which they have no session any more.
    ///
    /// - Parameters:
    ///   - old: The password until now.
    ///   - new: The new one.
    ///   - endingTokens: Whether their tokens end too.
    func changePassword(
        from old: String, to new: String, endingTokens: Bool
    ) async throws(CommandError) {
        do throws(CommandError) {
            let answer: LoggedInAnswer = try await client.change(
                "PUT", ["password"],
                ["old": .string(old), "new": .string(new), "endsTokens": .bool(endingTokens)])
            // Changing it ended this session, and began another.
            await LogInSession(answer, at: client).end()
        } catch {
            await end()
            throw error
        }
    }

    /// Ends it; a session that can't be ended now ends by itself.
    private func end() async { try? await client.remove(["session"]) }
}

extension GnomeClient {
    /// Begins a session by a log-in name and a password, of the server or of Motus.
    func logIn(
        _ login: String, password: String, atMotus isAtMotus: Bool
    ) async throws(CommandError) -> LogInSession {
        var members: [String: JSONValue] = ["login": .string(login), "password": .string(password)]
        if isAtMotus { members["account"] = .string(LogInWay.motus.rawValue) }
        return try await logIn(["session"], members)
    }

    /// Begins a session by one of the ways in.
    func logIn(_ path: [String], _ members: [String: JSONValue]) async throws(CommandError) -> LogInSession {
        do throws(CommandError) {
            return LogInSession(try await change("POST", path, members, isRepeatable: false), at: self)
        } catch {
            // Who is not let in need not be told to log in.
            throw error.exitCode == .denied ? CommandError(.denied, error.message) : error
        }
    }
}
