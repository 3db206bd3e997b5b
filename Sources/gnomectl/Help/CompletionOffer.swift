// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// What completion scripts ask gnomectl for, because only a server or this machine knows it.
enum CompletionOffer: String, Sendable, CaseIterable {
    case receivers, stations, projects, users, profiles, jobs, forwards

    /// How long a person at a prompt is kept waiting.
    private static let patience = Duration.seconds(2)
    private static let limit = 1000

    /// What a shell may offer; nothing where it can't be had, about which nobody at a prompt wants to read.
    ///
    /// - Parameters:
    ///   - line: The line as it stands: its server and profile are asked.
    ///   - environment: The world around.
    func words(for line: String, in environment: Environment) async -> [String] {
        let words = (try? await found(TypedLine(line), environment)) ?? []
        // A name of several lines, or one that drives the terminal, is no word for a shell.
        return words.filter { !$0.isEmpty && VisibleText.line(of: $0) == $0 }
    }

    private func found(_ line: TypedLine, _ environment: Environment) async throws(CommandError) -> [String] {
        func ask<Item: Codable & Sendable>(
            _ path: String, filter: [(name: String, value: String?)] = [], _ word: (Item) -> String
        ) async throws(CommandError) -> [String] {
            let items: [Item] = try await client(line, environment).items(
                [path], query: filter + [("limit", "\(Self.limit)")])
            return items.map(word)
        }
        return switch self {
        case .profiles: try Profiles(environment).all.keys.sorted()
        case .receivers: try await ask("receivers") { (receiver: ReceiverAnswer) in receiver.serial.text }
        case .stations: try await ask("stations") { (station: StationAnswer) in station.name }
        case .projects: try await ask("projects") { (project: ProjectAnswer) in project.name }
        case .users: try await ask("people") { (person: PersonAnswer) in person.login }
        case .forwards: try await ask("forwards") { (forward: ForwardAnswer) in forward.name }
        case .jobs: try await ask("jobs", filter: [("state", "dead")]) { (job: JobAnswer) in "\(job.id)" }
        }
    }

    private func client(_ line: TypedLine, _ environment: Environment) throws(CommandError) -> GnomeClient {
        let settings = try ConnectionSettings(
            server: line["--server"].flatMap(ServerURL.init), tokenFile: line["--token-file"],
            profile: line["--profile"], environment)
        return GnomeClient(
            server: settings.server, http: environment.http,
            token: try settings.token(else: environment.presentAdministratorToken), patience: Self.patience)
    }
}

/// A line that somebody is still typing, as far as completion must know it.
private struct TypedLine {
    private let words: [Substring]

    init(_ line: String) { words = line.split(separator: " ") }

    /// The value of an option, in either of its forms.
    subscript(option: String) -> String? {
        for (index, word) in words.enumerated() {
            if word == option, words.indices.contains(index + 1) { return String(words[index + 1]) }
            if word.hasPrefix("\(option)=") { return String(word.dropFirst(option.count + 1)) }
        }
        return nil
    }
}
