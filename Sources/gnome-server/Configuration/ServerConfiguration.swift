// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport

/// All settings, read and checked.
struct ServerConfiguration: Sendable {
    var dataFolder: String
    /// The database on a server; nothing for the file in the data folder.
    var storeURL: String?
    var httpAddress: String
    var httpPort: Int
    var agentHosts: [String]
    /// Where people reach the server; nothing where from this machine alone.
    var publicURL: PublicURL?
    var amqpURL: String?
    var managementAddress: ManagementAddress?
    /// Whether the broker may ask who may log in.
    var answersBroker: Bool
    var takesProofOfConcept: Bool?
    var amqpPrefetch: Int
    var amqpLongestWait: Duration
    var publishesEvents: Bool
    /// Nothing for a folder in the data folder.
    var forwardSecrets: String?
    var forwardAllowAddresses: [String]
    var motusAddress: MotusAddress
    /// Whether people log in with their accounts at Motus.
    var takesMotusAccounts: Bool
    /// How long Motus' word of what somebody may see counts.
    var motusRightsAge: Duration
    var contactPolicy: ContactPolicy
    var retention: RetentionPolicy
    var quarantine: QuarantinePolicy
    var logLevel: Log.Level

    /// Reads and checks all settings.
    ///
    /// - Throws: `ConfigurationError` for the first wrong one; it names the key, where it came from, and what is expected.
    init(_ sources: ConfigurationSources, defaultDataFolder: String?) throws(ConfigurationError) {
        func read<Value>(
            _ setting: Setting, default fallback: Value, _ parse: (String) -> Value?
        ) throws(ConfigurationError) -> Value {
            try sources.read(setting, default: fallback, parse)
        }
        func duration(_ setting: Setting, _ fallback: Duration) throws(ConfigurationError) -> Duration {
            try read(setting, default: fallback, Duration.init(humanText:))
        }

        guard let folder = try read(.dataFolder, default: defaultDataFolder, { $0.isEmpty ? nil : $0 }) else {
            throw ConfigurationError(
                "data.folder: there is no home folder to keep data in. Name a folder with \(Setting.dataFolder.flag).")
        }
        dataFolder = folder
        storeURL = try read(.storeURL, default: String?.none) { text in
            // Spelled out, because a bare nil would be “not set” and not “wrong”.
            PostgreSQLSettings.isURL(text) ? .some(.some(text)) : .none
        }
        httpAddress = try read(.httpAddress, default: "127.0.0.1") { Loopback.isAddress($0) ? $0 : nil }
        httpPort = try read(.httpPort, default: 8080) { Int($0).flatMap { (0...65535).contains($0) ? $0 : nil } }
        agentHosts = try read(.httpHosts, default: []) { text in
            let names = text.split(separator: ",").map { $0.filter { !$0.isWhitespace }.lowercased() }
            return names.allSatisfy { !$0.isEmpty && $0.allSatisfy { $0.isLetter || $0.isNumber || ".-".contains($0) } }
                ? names : nil
        }
        publicURL = try read(.httpPublicURL, default: PublicURL?.none) { text in
            // Spelled out, because a bare nil would be “not set” and not “wrong”.
            PublicURL(text).map { .some($0) } ?? .none
        }
        if let name = publicURL?.host.prefix(while: { $0 != ":" }), agentHosts.contains(String(name)) {
            throw ConfigurationError(
                "\(Setting.httpHosts.key): under \(name) everything is served, as \(Setting.httpPublicURL.key) says. Name it "
                    + "once.")
        }
        amqpURL = try read(.amqpURL, default: String?.none) { text in
            // Spelled out, because a bare nil would be “not set” and not “wrong”.
            text.hasPrefix("amqp://") || text.hasPrefix("amqps://") ? .some(.some(text)) : .none
        }
        managementAddress = try read(.amqpManagementURL, default: ManagementAddress?.none) { text in
            guard let address = try? ManagementAddress(url: text) else { return .none }
            return .some(.some(address))
        }
        guard managementAddress == nil || amqpURL != nil else {
            throw ConfigurationError(
                "\(Setting.amqpManagementURL.key): it is of no use without \(Setting.amqpURL.key).")
        }
        answersBroker = try read(.amqpAuthBackend, default: false) { ["on": true, "off": false][$0] }
        guard !answersBroker || amqpURL != nil else {
            throw ConfigurationError(
                "\(Setting.amqpAuthBackend.key): there is nobody to answer without \(Setting.amqpURL.key).")
        }
        takesProofOfConcept = try read(.amqpProofOfConcept, default: Bool?.none) { text in
            switch text {
            case "on": .some(.some(true))
            case "off": .some(.some(false))
            case "auto": .some(.none)
            default: .none
            }
        }
        amqpPrefetch = try read(.amqpPrefetch, default: 12_000) {
            Int($0).flatMap { (1...20_000).contains($0) ? $0 : nil }
        }
        amqpLongestWait = try read(.amqpLongestWait, default: .seconds(60)) { text in
            Duration(humanText: text).flatMap { $0 >= .seconds(1) ? $0 : nil }
        }
        publishesEvents = try read(.amqpEvents, default: true) { ["on": true, "off": false][$0] }
        forwardSecrets = try read(.forwardSecrets, default: String?.none) { $0.isEmpty ? .none : .some(.some($0)) }
        forwardAllowAddresses = try read(.forwardAllowAddresses, default: []) { text in
            let addresses = text.split(separator: ",").map { $0.filter { !$0.isWhitespace } }
            return addresses.allSatisfy(Loopback.isNumericAddress) ? addresses : nil
        }
        motusAddress = try read(.motusURL, default: .production) { try? MotusAddress(url: $0) }
        takesMotusAccounts = try read(.motusLogIn, default: false) { ["on": true, "off": false][$0] }
        motusRightsAge = try read(.motusRightsAge, default: .seconds(30 * 86_400)) { text in
            Duration(humanText: text).flatMap { $0 >= .seconds(86_400) ? $0 : nil }
        }
        let usual = ContactPolicy()
        contactPolicy = ContactPolicy(
            slack: try duration(.statusSlack, usual.slack),
            offlineAfter: try duration(.statusOfflineAfter, usual.offlineAfter),
            usualDelay: try duration(.statusUsualDelay, usual.usualDelay))
        func keep(
            _ kind: SeriesClass?, _ detail: SeriesDetail, _ fallback: Duration?
        ) throws(ConfigurationError) -> Duration? {
            try read(.retention(kind, detail), default: fallback) { text in
                if text == "forever" { return .some(.none) }
                // Not sooner: readings may come so late, and a mistyped unit must not empty the store.
                return Duration(humanText: text).flatMap { $0 >= Observation.plausibleDelay ? .some($0) : .none }
            }
        }
        func rule(
            _ kind: SeriesClass?, _ others: RetentionPolicy.Rule
        ) throws(ConfigurationError) -> RetentionPolicy.Rule {
            let rule = RetentionPolicy.Rule(
                raw: try keep(kind, .raw, others.raw), hour: try keep(kind, .hour, others.hour),
                day: try keep(kind, .day, others.day))
            guard rule.isOrdered else {
                throw ConfigurationError(
                    "\(Setting.retention(kind, .raw).key), hour and day: expected each no longer than the next, so that "
                        + "what is taken away close by is still there summed up.")
            }
            return rule
        }
        retention = RetentionPolicy(others: try rule(nil, RetentionPolicy.Rule()))
        for kind in Setting.retentionClasses
        where SeriesDetail.allCases.contains(where: { sources[.retention(kind, $0)] != nil }) {
            retention.rules[kind] = try rule(kind, retention.others)
        }
        quarantine = try QuarantinePolicy(sources)
        logLevel = try read(.logLevel, default: .info, Log.Level.init)
    }

    /// The settings as a file that gives them again, without secrets.
    var text: String {
        let lines: [(Setting, String?)] =
            [
                (.dataFolder, dataFolder), (.storeURL, storeURL.map { _ in "(set, not shown)" }),
                (.httpAddress, httpAddress), (.httpPort, String(httpPort)),
                (.httpHosts, agentHosts.isEmpty ? nil : agentHosts.joined(separator: ",")),
                (.httpPublicURL, publicURL?.origin),
                (.amqpURL, amqpURL.map { _ in "(set, not shown)" }),
                (.amqpManagementURL, managementAddress.map { _ in "(set, not shown)" }),
                (.amqpAuthBackend, answersBroker ? "on" : "off"),
                (.amqpProofOfConcept, takesProofOfConcept.map { $0 ? "on" : "off" } ?? "auto"),
                (.amqpPrefetch, String(amqpPrefetch)), (.amqpLongestWait, amqpLongestWait.humanText),
                (.amqpEvents, publishesEvents ? "on" : "off"),
                (.forwardSecrets, forwardSecrets ?? dataFolder + "/secrets"),
                (
                    .forwardAllowAddresses,
                    forwardAllowAddresses.isEmpty ? nil : forwardAllowAddresses.joined(separator: ",")
                ), (.motusLogIn, takesMotusAccounts ? "on" : "off"), (.motusURL, "\(motusAddress)"),
                (.motusRightsAge, motusRightsAge.humanText), (.statusSlack, contactPolicy.slack.humanText),
                (.statusOfflineAfter, contactPolicy.offlineAfter.humanText),
                (.statusUsualDelay, contactPolicy.usualDelay.humanText),
            ] + retentionLines + quarantine.lines + [(.logLevel, logLevel.rawValue)]
        return lines.map { setting, value in
            // What is not set, and what may not be shown, stands as a comment: the rest can be used as a file.
            value == nil || setting.isSecret
                ? "# \(setting.key) = \(value ?? "(not set)")\n" : "\(setting.key) = \(value ?? "")\n"
        }.joined()
    }

    private var retentionLines: [(Setting, String?)] {
        func lines(_ kind: SeriesClass?, _ rule: RetentionPolicy.Rule?) -> [(Setting, String?)] {
            SeriesDetail.allCases.map { detail in
                (.retention(kind, detail), rule.map { $0[detail]?.humanText ?? "forever" })
            }
        }
        return lines(nil, retention.others) + Setting.retentionClasses.flatMap { lines($0, retention.rules[$0]) }
    }
}
