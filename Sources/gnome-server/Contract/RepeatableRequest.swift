// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport
import Synchronization

/// A request that names itself, so that whoever lost its answer can send it again and nothing is done twice.
///
/// As the draft “The Idempotency-Key HTTP Header Field” of the IETF has it. The first transaction that a request writes also
/// writes that its answer is to come; so there is never a change without the mark, whenever the server ends, and of two that
/// come at once, on one server or two, one is undone. What it answered is written behind that.
///
/// Answers may hold secrets that are kept nowhere else, such as a new token. They are sealed with the name that the sender gave
/// the request, which is not kept: whoever reads the database reads no answer, and only who sends the same again gets it.
final class RepeatableRequest: Sendable {
    /// The header that names a request.
    static let header = "Idempotency-Key"
    /// How long the name may be; a short one would be guessed.
    static let length = 16...255
    /// For how long its answer is kept.
    static let time = Duration.seconds(24 * 3600)
    /// The request that is being done in a task, for the store that it writes.
    @TaskLocal static var current: RepeatableRequest?

    private let actor: String
    private let name: String
    private let digest: KeyDigest
    private let sealingKey: [UInt8]
    private let begunAt: Timestamp
    private let mark = Mutex(Mark.missing)

    /// Whether the store says that its answer is to come.
    private enum Mark {
        case missing
        /// In a transaction that is not kept yet.
        case begun
        /// Kept, and nothing else of it.
        case reserved
        /// Kept, with a change that it made.
        case written
        /// The same request is being done elsewhere, or was.
        case another
    }

    /// The request of a call; nothing where it does not name itself.
    ///
    /// - Throws: `Problem` 400 where it calls itself what can't be a name.
    init?(_ call: Call, at now: Timestamp) throws(Problem) {
        let given = call.head.headers.values(Self.header)
        guard let first = given.first else { return nil }
        // The draft has it between quotes, as a string of structured fields; most senders leave them out.
        let isQuoted = first.count > 2 && first.hasPrefix("\"") && first.hasSuffix("\"")
        let key = Array((isQuoted ? first.dropFirst().dropLast() : first[...]).utf8)
        guard given.count == 1, Self.length.contains(key.count), key.allSatisfy(Self.isTaken) else {
            throw .invalid(
                "\(Self.header): expected \(Self.length.lowerBound) to \(Self.length.upperBound) visible characters that nobody "
                    + "guesses, such as a UUID.")
        }
        // What tells the request from others shows nothing of it without the key: passwords may stand in it.
        let head = [
            call.head.method, call.head.target, call.head.headers["Content-Type"], call.head.headers["If-Match"],
        ]
        let material = head.map { text in text.map { "\($0.utf8.count):\($0)" } ?? "-" }.joined()
        guard
            let digest = KeyDigest(
                bytes: Secrets.hmacSHA256(Array(material.utf8) + Secrets.sha256(call.body), key: key))
        else { return nil }
        self.digest = digest
        actor = call.caller.owner
        name = Secrets.hmacSHA256(Array("name".utf8), key: key).hex
        sealingKey = Secrets.hmacSHA256(Array("answer".utf8), key: key)
        begunAt = now
    }

    /// Whether a byte may stand in a key: visible ASCII, but for what ends or escapes a string.
    private static func isTaken(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    /// What the document says of the header.
    static let schema = Schema.text(
        length.lowerBound...length.upperBound + 2,
        pattern: #"^([!#-\[\]-~]{16,255}|"[!#-\[\]-~]{16,255}")$"#, example: "8e03978e-40d5-43e8-bc93-6894a57f9324")

    /// What was answered to it before; nothing where it comes for the first time.
    ///
    /// - Throws: `Problem` 422 where another request is called so, 409 where there is no answer to it yet.
    func answer(in store: some Store) async throws -> HTTPResponse? {
        let kept = try await store.read { [actor, name] store throws(StoreError) in
            try store.keptAnswer(to: name, of: actor)
        }
        guard let kept, kept.keptAt >= oldest else { return nil }
        guard kept.request == digest else {
            throw Problem.meaningless(
                "\(Self.header): you called another request so, less than a day ago. Give each its own key.")
        }
        guard let status = kept.status, let body = Secrets.open(kept.body, key: sealingKey) else {
            throw unanswered
        }
        var headers: HTTPHeaders = [:]
        for (name, value) in kept.headers { headers[name] = value }
        return HTTPResponse(status: status, headers: headers, body: body)
    }

    /// Does it, and keeps what is answered.
    ///
    /// What changed nothing and failed is not kept: it may go well the next time.
    func answer(in store: some Store, by handler: () async throws -> HTTPResponse) async throws -> HTTPResponse {
        let response: HTTPResponse
        do {
            response = try await Self.$current.withValue(self) { try await handler() }
            if isAnother { return try await answerOfAnother(in: store) }
        } catch {
            if isAnother { return try await answerOfAnother(in: store) }
            let problem = error as? Problem ?? (error as? any Classified).map(Problem.init)
            switch mark.withLock(\.self) {
            case .reserved: try? await store.write { store throws(StoreError) in try self.forget(in: store) }
            // The mark of what failed half-way for the server's reasons stays without an answer: nobody knows what was done.
            case .written:
                if let problem, problem.status < 500 { try? await keep(problem.response, in: store) }
            case .missing, .begun, .another: break
            }
            throw error
        }
        // The change is there whether or not its answer can be kept, so it is given in any case.
        try? await keep(response, in: store)
        return response
    }

    /// Whether the same request is being done elsewhere, or was, so that nothing of this one is kept.
    private var isAnother: Bool { mark.withLock { $0 == .another } }

    /// What the one answers that was quicker.
    private func answerOfAnother(in store: some Store) async throws -> HTTPResponse {
        guard let answer = try await answer(in: store) else { throw unanswered }
        return answer
    }

    /// Writes that its answer is to come, with the first change that it makes.
    ///
    /// - Throws: `conflict` where it is being done elsewhere, or was.
    func mark(in store: any StoreWriter) throws(StoreError) {
        guard !isKept else { return }
        try store.forgetAnswers(keptBefore: oldest)
        // A database may undo a transaction that met another and run it anew: the last run says how it is.
        do throws(StoreError) {
            try store.keep(KeptAnswer(actor: actor, key: name, request: digest, keptAt: begunAt))
            mark.withLock { $0 = .begun }
        } catch {
            if error.code == .conflict { mark.withLock { $0 = .another } }
            throw error
        }
    }

    /// Takes the mark out of the transaction that wrote it and then did nothing of what was asked.
    func unmark(in store: any StoreWriter) throws(StoreError) {
        guard mark.withLock({ $0 == .begun }) else { return }
        try forget(in: store)
        mark.withLock { $0 = .missing }
    }

    /// Says that a transaction is kept that wrote the mark, or changed something behind it.
    func didMark() { mark.withLock { if [.begun, .reserved].contains($0) { $0 = .written } } }

    /// Writes the mark before something is done that no transaction takes back; where that fails, the mark is forgotten.
    ///
    /// - Throws: `conflict` where it is being done elsewhere, or was.
    func reserve(in store: WatchedStore) async throws(StoreError) {
        guard !isKept else { return }
        try await store.write { _ throws(StoreError) in }
        mark.withLock { $0 = .reserved }
    }

    /// Whether the store has the mark.
    private var isKept: Bool { mark.withLock { [.reserved, .written].contains($0) } }

    /// What is old is forgotten: so the mark is made old.
    private func forget(in store: any StoreWriter) throws(StoreError) {
        let moment = oldest.advanced(by: .zero - .seconds(1))
        try store.replace(with: KeptAnswer(actor: actor, key: name, request: digest, keptAt: moment))
        try store.forgetAnswers(keptBefore: oldest)
    }

    private func keep(_ response: HTTPResponse, in store: some Store) async throws(StoreError) {
        var headers: [String: String] = [:]
        for field in response.headers.fields { headers[field.name] = field.value }
        let answer = KeptAnswer(
            actor: actor, key: name, request: digest, status: response.status, headers: headers,
            body: Secrets.seal(response.body, key: sealingKey), keptAt: begunAt)
        try await store.write { [oldest, isKept] store throws(StoreError) in
            if isKept { return try store.replace(with: answer) }
            try store.forgetAnswers(keptBefore: oldest)
            try store.keep(answer)
        }
    }

    private var oldest: Timestamp { begunAt.advanced(by: .zero - Self.time) }

    /// Forgets what nobody can ask for any more.
    static func forgetOld(in store: some Store, at now: Timestamp) async throws(StoreError) {
        try await store.write { store throws(StoreError) in
            _ = try store.forgetAnswers(keptBefore: now.advanced(by: .zero - time))
        }
    }

    /// It was begun, and no answer to it is there.
    private var unanswered: Problem {
        Problem(
            status: 409,
            detail:
                "\(Self.header): this request was begun, and has no answer yet. Ask again in a moment. If that goes on, it was "
                + "cut off: look at what was done, and ask for the rest with another key.",
            headers: ["Retry-After": "1"])
    }
}

extension Caller {
    /// To whom the keys belong that they give their requests: people have theirs wherever they come from.
    fileprivate var owner: String {
        if let person { return "person \(person.id.rawValue)" }
        return principal.standing == .administrator ? "console" : "nobody"
    }
}
