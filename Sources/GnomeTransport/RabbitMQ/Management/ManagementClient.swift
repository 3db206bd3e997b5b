// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore

/// The management API of a RabbitMQ broker, as far as it is used here (3.10 to 4.x).
///
/// Every call throws `unreachable` or `timeout` where there is no answer, `denied` where the log-in is refused or no
/// administrator's, `invalid` where the broker can't do what was asked, and `protocolViolation` for an answer that is not
/// this API's.
///
/// ```swift
/// let client = ManagementClient(try ManagementAddress(url: "http://admin:password@localhost:15672"), http: CurlClient())
/// for queue in try await client.queues(in: "/") { print(queue.name, queue.messages ?? 0) }
/// ```
public struct ManagementClient: Sendable {
    private let address: ManagementAddress
    private let http: any HTTPClient

    /// A client for an address.
    public init(_ address: ManagementAddress, http: any HTTPClient) {
        self.address = address
        self.http = http
    }

    /// What the broker is.
    public func overview() async throws(TransportError) -> BrokerOverview { try await get(["overview"]) }

    /// Its nodes, with their alarms.
    public func nodes() async throws(TransportError) -> [BrokerNode] { try await get(["nodes"]) }

    /// The queues of a virtual host with how they fare; counts are up to five seconds old.
    public func queues(in virtualHost: String) async throws(TransportError) -> [BrokerQueue] {
        try await get(["queues", virtualHost])
    }

    /// Users, permissions, exchanges, queues and bindings of all virtual hosts.
    public func definitions() async throws(TransportError) -> BrokerDefinitions { try await get(["definitions"]) }

    /// Adds definitions to what is there.
    ///
    /// Users and permissions are replaced; exchanges and queues that exist stay as they
    /// are, whatever their arguments.
    public func add(_ definitions: BrokerDefinitions) async throws(TransportError) {
        _ = try await send("POST", ["definitions"], body: Self.encode(definitions))
    }

    /// The connections of a user, by name.
    public func connections(of user: String) async throws(TransportError) -> [BrokerConnection] {
        try await get(["connections", "username", user])
    }

    /// Closes the connections of a user; it may connect again.
    public func closeConnections(of user: String, reason: String) async throws(TransportError) {
        try await delete(["connections", "username", user], headers: ["X-Reason": reason])
    }

    /// Deletes a user, which ends its connections; one that is not there is no error.
    public func deleteUser(_ name: String) async throws(TransportError) { try await delete(["users", name]) }

    /// Deletes a queue with what is in it; one that is not there is no error.
    public func deleteQueue(_ name: String, in virtualHost: String) async throws(TransportError) {
        try await delete(["queues", virtualHost, name])
    }
}

extension ManagementClient {
    private func get<Answer: Decodable>(_ path: [String]) async throws(TransportError) -> Answer {
        let answer = try await send("GET", path)
        do {
            return try JSONDecoder().decode(Answer.self, from: Data(answer.body))
        } catch {
            throw TransportError(
                .protocolViolation, "The answer of \(address) is not that of a management API.", detail: "\(error)")
        }
    }

    private func delete(_ path: [String], headers: HTTPHeaders = [:]) async throws(TransportError) {
        do throws(TransportError) {
            _ = try await send("DELETE", path, headers: headers)
        } catch {
            guard error.code == .notFound else { throw error }
        }
    }

    private func send(
        _ method: String, _ path: [String], headers: HTTPHeaders = [:], body: [UInt8]? = nil
    ) async throws(TransportError) -> HTTPResponse {
        let url = ([address.base, "api"] + path.map { $0.percentEncoded() }).joined(separator: "/")
        // Thousands of accounts take a broker seconds.
        var request = HTTPClientRequest(method, url, headers: headers, body: body, timeout: .seconds(60))
        request.headers["Authorization"] = address.credentials.authorization
        if body != nil { request.headers["Content-Type"] = "application/json" }
        let answer = try await http.send(request)
        guard (200..<300).contains(answer.status) else { throw error(for: answer) }
        return answer
    }

    private func error(for answer: HTTPResponse) -> TransportError {
        let detail = "\(answer.status) \(String(decoding: answer.body.prefix(300), as: UTF8.self))"
        return switch answer.status {
        case 401, 403:
            TransportError(
                .denied,
                "The management API at \(address) refuses the log-in. Its user must have the tag “administrator”.",
                detail: detail)
        case 404: TransportError(.notFound, "The broker at \(address) has no such thing.", detail: detail)
        case 400, 405: TransportError(.invalid, "The broker at \(address) can't do that.", detail: detail)
        case 500...: TransportError(.unreachable, "The broker at \(address) can't do that now.", detail: detail)
        default: TransportError(.protocolViolation, "\(address) is no management API.", detail: detail)
        }
    }

    private static func encode(_ definitions: BrokerDefinitions) throws(TransportError) -> [UInt8] {
        do {
            return Array(try JSONEncoder().encode(definitions))
        } catch {
            throw TransportError(.invalid, "The definitions have no JSON form.", detail: "\(error)")
        }
    }
}
