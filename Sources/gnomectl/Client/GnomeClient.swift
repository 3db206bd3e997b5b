// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeService
import GnomeTransport

/// The API of a gnome-server, typed.
///
/// Every call throws `unreachable` where there is no server or no answer in time, `denied`, `temporary` or `failure` as
/// the server's answer says, and `failure` for an answer that is not what the API promises.
struct GnomeClient: Sendable {
    let server: ServerURL
    let http: any HTTPClient
    /// Who calls; nothing for what anybody may ask.
    let token: BearerToken?
    /// How long an answer may take, where the operation does not say otherwise.
    var patience = Duration.seconds(30)
    /// What waits before a request is sent again.
    var clock: any Clock<Duration> = ContinuousClock()
    private let serverClock = ServerClock()

    /// What the server's clock showed at its last answer; nothing before, and where it does not tell.
    var serverTime: Timestamp? { serverClock.time }

    /// One receiver with its last report.
    func receiver(_ serial: Serial) async throws(CommandError) -> ReceiverDetail {
        try await get(["receivers", serial.text])
    }

    /// Registers a receiver, accepts one that is pending, or renames one that is accepted.
    func register(_ serial: Serial, name: String?) async throws(CommandError) -> RegistrationAnswer {
        let body = try JSONText.of(name.map { ["name": $0] } ?? [:], isPretty: false)
        return try await send("PUT", ["receivers", serial.text], body: Array(body.utf8))
    }

    /// Imports what Motus answers when it is asked for receivers.
    ///
    /// - Parameters:
    ///   - answer: Motus' JSON as it is.
    ///   - isDryRun: Whether to change nothing and only say what would change.
    func importMotus(_ answer: [UInt8], isDryRun: Bool) async throws(CommandError) -> MotusImportAnswer {
        try await send(
            "POST", ["receivers", "import-motus"], query: [("dryRun", "\(isDryRun)")], body: answer,
            timeout: .seconds(300))
    }

    /// The messages after one, oldest first; without a cursor the newest, also oldest first.
    func messages(after: Int64?, limit: Int) async throws(CommandError) -> Page<MessageAnswer, Int64> {
        try await page(["messages"], "after", after, limit: limit)
    }

    /// The entries of the quarantine before one of them, newest first.
    func quarantine(
        _ filter: QuarantineFilter, before: Int64?, limit: Int
    ) async throws(CommandError) -> Page<QuarantineAnswer, Int64> {
        try await page(
            ["quarantine"], "before", before, limit: limit,
            filter: [
                ("reason", filter.reason?.rawValue), ("serial", filter.serial?.text),
                ("since", filter.since?.description), ("until", filter.until?.description),
            ])
    }

    /// One entry of the quarantine, with its body.
    func quarantineEntry(_ id: Int64) async throws(CommandError) -> QuarantineDetail {
        try await get(["quarantine", "\(id)"])
    }

    /// The jobs before one of them, newest first.
    ///
    /// - Parameters:
    ///   - state: Only those in this state; nothing for all.
    ///   - kind: Only those of this kind; nothing for all.
    func jobs(
        _ state: String?, kind: String?, before: Int64?, limit: Int
    ) async throws(CommandError) -> Page<JobAnswer, Int64> {
        try await page(["jobs"], "before", before, limit: limit, filter: [("state", state), ("kind", kind)])
    }

    /// One job, with its payload.
    func job(_ id: Int64) async throws(CommandError) -> JobDetail { try await get(["jobs", "\(id)"]) }

    /// Lets a dead job begin anew.
    func replayJob(_ id: Int64) async throws(CommandError) -> JobAnswer {
        try await send("POST", ["jobs", "\(id)", "replay"], body: [])
    }

    /// Takes a dead job out for good.
    func dropJob(_ id: Int64, reason: String) async throws(CommandError) -> JobAnswer {
        try await answer(
            to: HTTPClientRequest("DELETE", server.resource(["jobs", "\(id)"], query: [("reason", reason)])))
    }

    /// For how long observations are kept, and what of them would go now.
    func retention() async throws(CommandError) -> RetentionAnswer {
        try await answer(to: HTTPClientRequest("GET", server.resource(["retention"]), timeout: .seconds(300)))
    }

    /// A part of a series of a receiver, in the order of time.
    ///
    /// - Parameters:
    ///   - name: The name of the series.
    ///   - serial: The receiver.
    ///   - kind: The class of the series, where several have one of this name.
    ///   - resolution: Single observations, or summaries.
    ///   - from: From this moment on; nothing for what the server shows without being told.
    ///   - to: Before this moment; nothing for the newest.
    func series(
        _ name: String, of serial: Serial, class kind: String?, resolution: SeriesDetail, from: Timestamp?,
        to: Timestamp?
    ) async throws(CommandError) -> SeriesDetailAnswer {
        try await get(
            ["receivers", serial.text, "series", name],
            query: [
                ("class", kind), ("resolution", resolution.rawValue), ("from", from?.description),
                ("to", to?.description), ("limit", "10000"),
            ])
    }

    /// How much waits in quarantine, how much may, and what was dropped.
    func quarantineCounts() async throws(CommandError) -> QuarantineCountsAnswer {
        try await get(["quarantine", "counts"])
    }

    /// Sends entries of the quarantine in again.
    func replayQuarantine(_ request: QuarantineRequest) async throws(CommandError) -> QuarantineReplayAnswer {
        try await act("replay", request)
    }

    /// Drops entries of the quarantine.
    func dropQuarantine(_ request: QuarantineRequest) async throws(CommandError) -> QuarantineDropAnswer {
        try await act("drop", request)
    }

    private func act<Answer: Decodable>(
        _ name: String, _ request: QuarantineRequest
    ) async throws(CommandError) -> Answer {
        let body = try JSONText.of(request, isPretty: false)
        return try await send("POST", ["quarantine", name], body: Array(body.utf8), timeout: .seconds(300))
    }

    func get<Answer: Decodable>(
        _ path: [String], query: [(name: String, value: String?)] = []
    ) async throws(CommandError) -> Answer {
        try await answer(to: HTTPClientRequest("GET", server.resource(path, query: query), timeout: patience))
    }

    /// A page of a list, behind a cursor of whatever kind.
    func page<Item, Cursor: CustomStringConvertible>(
        _ path: [String], _ name: String, _ cursor: Cursor?, limit: Int, filter: [(name: String, value: String?)] = []
    ) async throws(CommandError) -> Page<Item, Cursor> {
        try await get(path, query: filter + [(name, cursor?.description), ("limit", "\(limit)")])
    }

    /// What a list answers to one question, whatever its cursor is: all of it, where it has no pages.
    func items<Item: Codable & Sendable>(
        _ path: [String], query: [(name: String, value: String?)] = []
    ) async throws(CommandError) -> [Item] {
        let page: Page<Item, JSONValue> = try await get(path, query: query)
        return page.items
    }

    /// All of a list that goes on behind the last of each page.
    func all<Item: Codable & Sendable>(
        _ path: [String], filter: [(name: String, value: String?)] = []
    ) async throws(CommandError) -> [Item] {
        try await Paging.collect { (cursor: String?, limit) throws(CommandError) in
            try await page(path, "after", cursor, limit: limit, filter: filter)
        }
    }

    /// As much of a list as is wanted, the newest first.
    func newest<Item: Codable & Sendable>(
        _ path: [String], filter: [(name: String, value: String?)] = [], limit: Int? = nil
    ) async throws(CommandError) -> [Item] {
        try await Paging.collect(limit: limit) { (cursor: Int64?, limit) throws(CommandError) in
            try await page(path, "before", cursor, limit: limit, filter: filter)
        }
    }

    func send<Answer: Decodable>(
        _ method: String, _ path: [String], query: [(name: String, value: String?)] = [], body: [UInt8],
        type: String = "application/json", timeout: Duration = .seconds(30)
    ) async throws(CommandError) -> Answer {
        var request = HTTPClientRequest(
            method, server.resource(path, query: query), headers: ["Content-Type": type], body: body, timeout: timeout)
        request.nameItself()
        return try await answer(to: request)
    }

    /// Asks for a change.
    ///
    /// - Parameters:
    ///   - members: What is said of it; nothing where the operation takes no body.
    ///   - revision: The revision that was seen, where the server is to refuse what rests on another.
    ///   - isRepeatable: Whether it is asked for again where its answer is lost.
    func change<Answer: Decodable>(
        _ method: String, _ path: [String], _ members: [String: JSONValue]? = nil, seenAs revision: Int64? = nil,
        isRepeatable: Bool = true
    ) async throws(CommandError) -> Answer {
        var request = changing(method, path, members, seenAs: revision)
        if isRepeatable { request.nameItself() }
        return try await answer(to: request)
    }

    /// Asks for something to be taken away, which has no answer.
    func remove(_ path: [String], seenAs revision: Int64? = nil) async throws(CommandError) {
        _ = try await response(to: changing("DELETE", path, nil, seenAs: revision))
    }

    private func changing(
        _ method: String, _ path: [String], _ members: [String: JSONValue]?, seenAs revision: Int64?
    ) -> HTTPClientRequest {
        var request = HTTPClientRequest(method, server.resource(path), timeout: patience)
        if let members {
            request.headers["Content-Type"] = "application/json"
            request.body = JSONValue.object(members).bytes
        } else if method != "DELETE" {
            request.body = []
        }
        request.headers["If-Match"] = revision.map { "\"\($0)\"" }
        return request
    }

    /// What the server has there, as it is.
    func bytes(_ path: [String]) async throws(CommandError) -> [UInt8] {
        let request = HTTPClientRequest(
            "GET", server.resource(path), headers: ["Accept": "*/*"], timeout: .seconds(300))
        return try await response(to: request).body
    }

    private func answer<Answer: Decodable>(to request: HTTPClientRequest) async throws(CommandError) -> Answer {
        let response = try await response(to: request)
        do {
            return try JSONDecoder().decode(Answer.self, from: Data(response.body))
        } catch {
            throw CommandError(
                .failure, "The answer of \(server.text) is not what this gnomectl expects.",
                hint: "Is it a gnome-server, and not older or newer than gnomectl \(Gnomectl.version)?")
        }
    }

    private func response(to request: HTTPClientRequest) async throws(CommandError) -> HTTPResponse {
        var request = request
        if request.headers["Accept"] == nil {
            request.headers["Accept"] = "application/json, application/problem+json"
        }
        request.headers["Authorization"] = token?.authorization
        request.headers["User-Agent"] = "gnomectl/\(Gnomectl.version)"
        let response = try await sendUntilAnswered(request)
        serverClock.see(response)
        guard (200...299).contains(response.status) else { throw ServerAnswer.error(for: response, server: server) }
        return response
    }

    /// Sends a request, and once more where it names itself and its answer is lost; where the server still does what the first
    /// asked for, it asks for the answer until that is there.
    private func sendUntilAnswered(_ request: HTTPClientRequest) async throws(CommandError) -> HTTPResponse {
        var pauses = request.isNamed ? 10 : 0
        var isLost = false
        while true {
            do {
                let response = try await http.send(request)
                guard response.status == 409, let seconds = response.headers["Retry-After"].flatMap({ Int64($0) }),
                    pauses > 0, await wait(.seconds(min(seconds, 10)))
                else { return response }
                pauses -= 1
            } catch {
                let isAnswerLost = [.unreachable, .timeout].contains(error.code)
                guard request.isNamed, isAnswerLost, !isLost, await wait(.seconds(1)) else {
                    throw ServerAnswer.error(for: error, server: server)
                }
                isLost = true
            }
        }
    }

    /// Waits; no where the run is interrupted meanwhile.
    private func wait(_ pause: Duration) async -> Bool { (try? await clock.sleep(for: pause)) != nil }
}

extension HTTPClientRequest {
    private static let name = "Idempotency-Key"

    /// Whether it can be sent again, and nothing is done twice.
    fileprivate var isNamed: Bool { headers[Self.name] != nil }

    /// Gives what creates or does something a name by which the server knows it again.
    fileprivate mutating func nameItself() {
        guard method == "POST" else { return }
        headers[Self.name] = Secrets.randomBytes(16).hex
    }
}
