// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import Testing

@testable import gnome_server

@Suite("Settings of retention")
struct ServerConfigurationTests {
    private func configuration(_ flags: String...) throws -> ServerConfiguration {
        var sources = ConfigurationSources()
        try sources.add(flags: flags)
        return try ServerConfiguration(sources, defaultDataFolder: "/nowhere")
    }

    @Test("without settings everything is kept for ever")
    func usual() throws {
        #expect(try configuration().retention.keepsAll)
        #expect(try configuration("--retention-raw", "forever").retention.keepsAll)
    }

    @Test("a class takes from the settings of all what it does not say itself")
    func classes() throws {
        let retention = try configuration(
            "--retention-raw", "90d", "--retention-hour=730d", "--retention-port-raw", "30d",
            "--retention-contact-hour", "forever"
        ).retention
        func days(_ kind: SeriesClass) -> [Int?] {
            SeriesDetail.allCases.map { retention.rule(of: kind)[$0].map { Int($0 / .seconds(86_400)) } }
        }
        #expect(days(.metric) == [90, 730, nil])
        #expect(days(.port) == [30, 730, nil])
        #expect(days(.contact) == [90, nil, nil])
        #expect(days(SeriesClass(rawValue: "other")) == [90, 730, nil])
    }

    @Test(
        "a time that would empty the store, or leave nothing to fall back on, is refused with the name of its setting",
        arguments: [
            (["--retention-raw", "6d"], "retention.raw"), (["--retention-port-raw", "90m"], "retention.port.raw"),
            (["--retention-raw", "never"], "retention.raw"), (["--retention-hour", "90d"], "retention.raw"),
            (["--retention-raw", "90d", "--retention-hour", "30d"], "retention.raw"),
            (["--retention-raw", "90d", "--retention-port-hour", "30d"], "retention.port.raw"),
        ])
    func refused(flags: [String], key: String) throws {
        var sources = ConfigurationSources()
        try sources.add(flags: flags)
        let error = #expect(throws: ConfigurationError.self) {
            try ServerConfiguration(sources, defaultDataFolder: "/nowhere")
        }
        #expect(error?.description.contains(key) == true)
    }

    @Test("printed settings give the same policy again")
    func printed() throws {
        let first = try configuration("--retention-raw", "90d", "--retention-port-raw", "30d")
        var sources = ConfigurationSources()
        try sources.add(file: first.text, path: "x")
        #expect(try ServerConfiguration(sources, defaultDataFolder: nil).retention == first.retention)
    }
}

@Suite("Settings of Motus")
struct MotusSettingsTests {
    private func configuration(_ flags: [String]) throws -> ServerConfiguration {
        var sources = ConfigurationSources()
        try sources.add(flags: flags)
        return try ServerConfiguration(sources, defaultDataFolder: "/nowhere")
    }

    @Test("without settings nobody logs in with Motus, and what is printed gives the same again")
    func usual() throws {
        let usual = try configuration([])
        #expect(!usual.takesMotusAccounts && "\(usual.motusAddress)" == "https://motus.org/api")
        #expect(usual.motusRightsAge == .seconds(30 * 86_400))
        let other = try configuration([
            "--motus-log-in", "on", "--motus-url", "http://localhost:8080/api/", "--motus-rights-age", "7d",
        ])
        var sources = ConfigurationSources()
        try sources.add(file: other.text, path: "x")
        let again = try ServerConfiguration(sources, defaultDataFolder: nil)
        #expect(again.takesMotusAccounts && "\(again.motusAddress)" == "http://localhost:8080/api")
        #expect(again.motusRightsAge == .seconds(7 * 86_400))
    }

    @Test(
        "what would send passwords unencrypted, or would close what Motus opens at once, is refused with its setting",
        arguments: [
            (["--motus-url", "http://motus.org/api"], "motus.url"), (["--motus-log-in", "yes"], "motus.log-in"),
            (["--motus-rights-age", "12h"], "motus.rights-age"),
        ])
    func refused(flags: [String], key: String) {
        let error = #expect(throws: ConfigurationError.self) { try configuration(flags) }
        #expect(error?.description.contains(key) == true)
    }
}
