// SPDX-License-Identifier: Apache-2.0

public import GnomeCore

/// The metadata API of Motus, interface A of `motus.md` §3, as far as it is used here.
///
/// Names and passwords travel in the body of a request and never in its address, which servers and proxies write down; what
/// an error tells holds nothing of what was sent or answered but Motus' own code.
///
/// ```swift
/// let motus = MotusClient(.production, http: CurlClient(), now: now)
/// let account = try await motus.account("ann", password: password)
/// ```
public struct MotusClient: Sendable {
    /// How long an answer may usually take, from the look-up of the name to its last byte.
    public static let timeout = Duration.seconds(10)
    /// The largest answer that is taken, in bytes: names of some thousands of projects.
    static let answerLimit = 1 << 20

    private let address: MotusAddress
    private let http: any HTTPClient
    private let timeout: Duration
    private let now: @Sendable () -> Timestamp

    /// A client for an address.
    ///
    /// - Parameters:
    ///   - address: Where the API is.
    ///   - http: What asks.
    ///   - timeout: How long an answer may take.
    ///   - now: The clock; Motus takes no request whose time is far from its own.
    public init(
        _ address: MotusAddress, http: any HTTPClient, timeout: Duration = Self.timeout,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.address = address
        self.http = http
        self.timeout = timeout
        self.now = now
    }

    /// Who somebody is by their name and password at Motus.
    ///
    /// - Throws: `denied` where these prove nothing there; `unreachable` or `timeout` where Motus can't be asked now;
    ///   `rejected` where it says that it can't do this; `protocolViolation` where the answer is not that of this API.
    public func account(_ login: String, password: String) async throws(TransportError) -> MotusAccount {
        let answer = try await call(
            "user/validate",
            // Else an administrator of Motus would be told every project that there is.
            ["login": .string(login), "pword": .string(password), "adminReturnsAll": .string("false")])
        do throws(CodecError) {
            return try MotusAccount(answer)
        } catch {
            throw TransportError(.protocolViolation, "The answer is not that of Motus.", detail: error.message)
        }
    }
}

extension MotusClient {
    private enum Answer {
        case value(JSONValue)
        case fault(MotusFault, status: Int)
    }

    /// Calls an entry point, and once more with Motus' time where Motus finds ours too far from it.
    private func call(_ entry: String, _ members: [String: JSONValue]) async throws(TransportError) -> JSONValue {
        var answer = try await send(entry, members, date: now().motusDate)
        if case .fault(let fault, _) = answer, fault.isOfDate, let date = fault.date {
            answer = try await send(entry, members, date: date)
        }
        switch answer {
        case .value(let value): return value
        case .fault(let fault, let status):
            // A locked account has no code that is known, so what forbids is taken for one.
            guard !fault.isOfLogIn, fault.isOfDate || ![401, 403].contains(status) else {
                throw TransportError(.denied, "Motus does not let that name in with that password.")
            }
            let code = fault.code.prefix(40).filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
            throw TransportError(.rejected, "Motus did not take the request.", detail: "\(status) \(code)")
        }
    }

    private func send(
        _ entry: String, _ members: [String: JSONValue], date: String
    ) async throws(TransportError) -> Answer {
        let json = JSONValue.object(members.merging(["date": .string(date)]) { $1 }).compactText
        let answer = try await http.send(
            HTTPClientRequest(
                "POST", "\(address.base)/\(entry)",
                headers: ["Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"],
                body: Array("json=\(json.percentEncoded())".utf8), timeout: timeout,
                answerLimit: Self.answerLimit))
        let value = JSONValue(motus: answer.body)
        if let fault = value.flatMap(MotusFault.init) { return .fault(fault, status: answer.status) }
        switch answer.status {
        case 200..<300:
            guard let value else {
                throw TransportError(.protocolViolation, "The answer is not that of Motus.", detail: "no JSON")
            }
            return .value(value)
        case 500...:
            throw TransportError(.unreachable, "Motus can't answer that now.", detail: "\(answer.status)")
        default:
            throw TransportError(.protocolViolation, "\(address) is not the API of Motus.", detail: "\(answer.status)")
        }
    }
}

extension JSONValue {
    /// Reads an answer of Motus; nothing where it is no JSON.
    ///
    /// It has had signs of older encodings under the label of UTF-8 (`motus.md` §3.3), which come out as “\u{FFFD}”.
    fileprivate init?(motus bytes: [UInt8]) {
        let repaired = String(decoding: bytes, as: UTF8.self).utf8
        guard let value = JSONValue(bytes: bytes) ?? JSONValue(bytes: Array(repaired)) else { return nil }
        self = value
    }
}
