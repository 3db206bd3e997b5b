// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// One setting: its key, what it takes, and what it means.
///
/// The key gives the other names: `http.port` in a file is `GNOME_HTTP_PORT` in the environment and `--http-port` as a flag.
struct Setting: Sendable, Hashable {
    let key: String
    /// What a value looks like, for the help and for errors.
    let form: String
    let help: String
    /// Whether its value may never be shown.
    let isSecret: Bool

    init(_ key: String, _ form: String, _ help: String, isSecret: Bool = false) {
        self.key = key
        self.form = form
        self.help = help
        self.isSecret = isSecret
    }

    var flag: String { "--" + key.map { $0 == "." ? "-" : String($0) }.joined() }
    var variable: String {
        "GNOME_" + key.uppercased().map { $0 == "." || $0 == "-" ? "_" : String($0) }.joined()
    }
}

extension Setting {
    static let dataFolder = Setting(
        "data.folder", "a path", "where everything is kept (default: ~/.local/share/gnome-server)")
    static let storeURL = Setting(
        "store.url", "postgres://USER:PASSWORD@HOST:PORT/DATABASE",
        "the PostgreSQL database that any number of servers share (default: an SQLite file in the data folder); better in a file or the environment than as a flag",
        isSecret: true)
    static let httpAddress = Setting(
        "http.address", "a loopback address",
        "where to listen; put a proxy in front to be reached from outside (default: 127.0.0.1)")
    static let httpPort = Setting("http.port", "a number from 0 to 65535", "0 takes any free port (default: 8080)")
    static let httpHosts = Setting(
        "http.hosts", "host names, separated by commas",
        "names under which receivers reach the server through a proxy; under these only /agent/ is served (default: none)"
    )
    static let httpPublicURL = Setting(
        "http.public-url", "https://HOST",
        "where people reach the server through a proxy that ends TLS (default: none, from this machine alone)")
    static let amqpURL = Setting(
        "amqp.url", "amqp://USER:PASSWORD@HOST:PORT/VHOST",
        "the broker to take messages from as well (default: none); better in a file or the environment than as a flag",
        isSecret: true)
    static let amqpManagementURL = Setting(
        "amqp.management-url", "https://USER:PASSWORD@HOST:PORT",
        "the broker's management API, to give receivers accounts there (default: none, an operator does); http only on loopback",
        isSecret: true)
    static let amqpAuthBackend = Setting(
        "amqp.auth-backend", "on or off",
        "whether to answer the broker's plugin rabbitmq_auth_backend_http under /broker/auth/ (default: off)")
    static let amqpProofOfConcept = Setting(
        "amqp.proof-of-concept", "on, off or auto",
        "whether to take messages of unproven senders on the proof of concept's exchange; auto: only where the broker is on loopback (default: auto)"
    )
    static let amqpPrefetch = Setting(
        "amqp.prefetch", "a number from 1 to 20000",
        "how many messages may be out and not acknowledged (default: 12000)"
    )
    static let amqpLongestWait = Setting(
        "amqp.longest-wait", "a duration of at least 1s like 10s or 1m",
        "how long to wait at most between attempts to reach the broker; each wait is random (default: 1m)")
    static let amqpEvents = Setting(
        "amqp.events", "on or off",
        "whether what is stored is published to the exchange gnome.events of the broker (default: on)")
    static let forwardSecrets = Setting(
        "forward.credentials", "a path",
        "the folder of what forwards sign and log in with, one file each; servers that share a store need the same files (default: secrets in the data folder)"
    )
    static let forwardAllowAddresses = Setting(
        "forward.allow-addresses", "IP addresses, separated by commas",
        "addresses beside those of the public internet that webhooks may lead to, also over plain http (default: none)")
    static let motusLogIn = Setting(
        "motus.log-in", "on or off",
        "whether people can log in with their Motus accounts, and see the projects that Motus lets them read (default: off)"
    )
    static let motusURL = Setting(
        "motus.url", "https://HOST/PATH",
        "the metadata API of Motus (default: https://motus.org/api); http only on loopback")
    static let motusRightsAge = Setting(
        "motus.rights-age", "a duration of at least 1d like 7d or 30d",
        "how long what Motus lets somebody see can be seen here without another log-in (default: 30d)")
    static let statusSlack = Setting(
        "status.slack", "a duration like 90s, 10m or 2h",
        "how much later than announced a receiver may be (default: 2m)")
    static let statusOfflineAfter = Setting(
        "status.offline-after", "a duration like 90s, 10m or 2h",
        "how long a receiver is late before it counts as offline (default: 2h)")
    static let statusUsualDelay = Setting(
        "status.usual-delay", "a duration like 90s, 10m or 2h",
        "when a receiver that announces nothing is due after a contact (default: 3630s)")
    /// For how long observations are kept: those of every class, or those of one.
    static func retention(_ kind: SeriesClass?, _ detail: SeriesDetail) -> Setting {
        let what =
            switch detail {
            case .raw: "single observations"
            case .hour: "summaries of hours"
            case .day: "summaries of days"
            }
        return Setting(
            kind.map { "retention.\($0).\(detail.rawValue)" } ?? "retention.\(detail.rawValue)",
            "forever, or a duration of at least 7d like 90d",
            kind.map { "the same for those of class “\($0)” (default: retention.\(detail.rawValue))" }
                ?? "how long \(what) are kept; messages always are (default: forever)")
    }
    /// The classes that have settings of their own.
    static let retentionClasses: [SeriesClass] = [.metric, .port, .contact]
    static let logLevel = Setting("log.level", "debug, info, warning or error", "which lines to log (default: info)")

    static let all: [Setting] =
        [
            dataFolder, storeURL, httpAddress, httpPort, httpHosts, httpPublicURL, amqpURL, amqpManagementURL,
            amqpAuthBackend,
            amqpProofOfConcept, amqpPrefetch, amqpLongestWait, amqpEvents, forwardSecrets, forwardAllowAddresses,
            motusLogIn, motusURL, motusRightsAge, statusSlack, statusOfflineAfter, statusUsualDelay,
        ] + ([nil] + retentionClasses).flatMap { kind in SeriesDetail.allCases.map { retention(kind, $0) } }
        + ofQuarantine
        + [logLevel]
}
