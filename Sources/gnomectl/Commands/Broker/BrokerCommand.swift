// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeTransport

/// `broker`: what the server needs at RabbitMQ.
enum BrokerCommand {
    static let command = Command(
        "broker", abstract: "Look after the RabbitMQ broker of a server: show, check, put right, export.",
        discussion: """
            The server says what its broker ought to have: exchanges, queues, and an account for each receiver with \
            credentials. It asks the broker's management API itself where it knows it (amqp.management-url); where it \
            does not, gnomectl does, with --management-url or GNOME_MANAGEMENT_URL.
            """,
        subcommands: [BrokerShow.command, BrokerCheck.command, BrokerApply.command, BrokerDefinitionsExport.command])
}

/// How the commands of `broker` reach a broker's management API themselves.
enum ManagementSettings {
    private static let url = Parameter.option(
        "management-url", value: "url", .text,
        help: "The broker's management API, asked from here; otherwise GNOME_MANAGEMENT_URL, otherwise by the server.")

    /// The option.
    static let parameters = [url.declaration]

    /// What looks after the broker from here; nothing where the server does.
    ///
    /// - Throws: `configuration` where the URL can't be used.
    static func keeper(for invocation: Invocation) throws(CommandError) -> BrokerKeeper? {
        guard let text = invocation[url] ?? invocation.environment["GNOME_MANAGEMENT_URL"] else { return nil }
        do throws(TransportError) {
            return BrokerKeeper(
                ManagementClient(try ManagementAddress(url: text), http: invocation.environment.http))
        } catch {
            throw CommandError(.configuration, error.message)
        }
    }
}

extension Invocation {
    /// Asks the broker from here where that was asked for, else lets the server do it.
    ///
    /// - Parameters:
    ///   - here: Asks the broker, knowing what it ought to have.
    ///   - there: Asks the server.
    func broker<Answer>(
        here: (BrokerKeeper, BrokerDefinitions) async throws(TransportError) -> Answer,
        there: (GnomeClient) async throws(CommandError) -> Answer
    ) async throws(CommandError) -> Answer {
        let client = try administratorClient()
        guard let keeper = try ManagementSettings.keeper(for: self) else { return try await there(client) }
        let desired = try await client.brokerDefinitions()
        do throws(TransportError) {
            return try await here(keeper, desired)
        } catch {
            throw CommandError(
                error.disposition == .denied ? .denied : error.disposition == .unavailable ? .unreachable : .failure,
                error.debugDescription)
        }
    }
}

extension BrokerAnswer {
    init(_ view: BrokerView) {
        self.init(
            version: view.version, cluster: view.cluster, virtualHost: view.virtualHost,
            queues: view.queues.map {
                Queue(
                    name: $0.name, messages: $0.messages, unacknowledged: $0.unacknowledged, consumers: $0.consumers,
                    state: $0.state)
            },
            accounts: view.accounts, dueAccounts: view.dueAccounts, sound: view.sound,
            findings: view.findings.map {
                Finding(
                    kind: $0.kind.rawValue, severity: $0.severity.rawValue, subject: $0.subject, message: $0.message,
                    remedy: $0.remedy)
            })
    }

    /// What the broker is.
    var facts: Table {
        Table(rows: [
            ["RabbitMQ", Table.Cell(version)],
            ["Cluster", Table.Cell(cluster)],
            ["Virtual host", Table.Cell(virtualHost)],
            ["Accounts", Table.Cell("\(accounts) of \(dueAccounts)")],
        ])
    }

    /// What is not as it ought to be.
    var verdict: [Block] {
        guard !findings.isEmpty else { return [.text("Nothing is wrong.")] }
        return findings.map { .text("\($0.severity) (\($0.kind)): \($0.subject): \($0.message)\n  \($0.remedy)") }
    }

    /// Ends with 1 where something is wrong.
    func requireSound() throws(CommandError) {
        guard !sound else { return }
        throw CommandError(
            .failure, "The broker is not as it ought to be.", hint: "Each finding says what to do.")
    }
}
