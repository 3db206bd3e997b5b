// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
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
        if self == .profiles { return try Profiles(environment).all.keys.sorted() }
        let client = try client(line, environment)
        func page<Item: Codable & Sendable, Cursor: Codable & Sendable & Equatable>(
            _ path: String, _: Cursor.Type, filter: [(name: String, value: String?)] = []
        ) async throws(CommandError) -> [Item] {
            let page: Page<Item, Cursor> = try await client.get([path], query: filter + [("limit", "\(Self.limit)")])
            return page.items
        }
        switch self {
        case .profiles: return []
        case .receivers:
            let receivers: [ReceiverAnswer] = try await page("receivers", String.self)
            return receivers.map(\.serial.text)
        case .stations:
            let stations: [StationAnswer] = try await page("stations", String.self)
            return stations.map(\.name)
        case .projects:
            let projects: [ProjectAnswer] = try await page("projects", String.self)
            return projects.map(\.name)
        case .users:
            let people: [PersonAnswer] = try await page("people", String.self)
            return people.map(\.login)
        case .forwards:
            let forwards: [ForwardAnswer] = try await page("forwards", String.self)
            return forwards.map(\.name)
        case .jobs:
            let jobs: [JobAnswer] = try await page("jobs", Int64.self, filter: [("state", "dead")])
            return jobs.map { "\($0.id)" }
        }
    }

    private func client(_ line: TypedLine, _ environment: Environment) throws(CommandError) -> GnomeClient {
        let settings = try ConnectionSettings(
            server: line["--server"].flatMap(ServerURL.init), tokenFile: line["--token-file"],
            profile: line["--profile"], environment)
        let standard = environment.administratorToken
        let token = try settings.token(else: FileManager.default.fileExists(atPath: standard) ? standard : nil)
        return GnomeClient(
            server: settings.server, http: environment.http, token: token, patience: Self.patience)
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
