// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeService
import GnomeTransport

/// What a run takes from the world around it; tests bring another world.
struct Environment: Sendable {
    /// The environment variables.
    var variables: [String: String]
    /// What makes requests.
    var http: any HTTPClient
    /// Makes a transport to the broker of a URL; what `run()` of it needs is done by who asks.
    var broker: @Sendable (_ url: String) throws(TransportError) -> any MessageTransport = { _ throws(TransportError) in
        throw TransportError(.stopped, "There is no broker here.")
    }
    /// What waits.
    var clock: any Clock<Duration>
    /// What tells the time.
    var now: @Sendable () -> Timestamp = SystemTime.now
    /// Who answers questions.
    var input = Input.none

    /// A variable that is set to something.
    subscript(name: String) -> String? { variables[name].flatMap { $0.isEmpty ? nil : $0 } }

    /// Where the server keeps its data unless told otherwise.
    var dataFolder: String {
        if let base = self["XDG_DATA_HOME"], base.hasPrefix("/") { return "\(base)/gnome-server" }
        return "\(home)/.local/share/gnome-server"
    }

    /// Where the server at this machine writes the token of its console.
    var administratorToken: String { "\(dataFolder)/admin-token" }

    /// The same, where there is one.
    var presentAdministratorToken: String? {
        FileManager.default.fileExists(atPath: administratorToken) ? administratorToken : nil
    }

    /// The home of whoever calls.
    var home: String { self["HOME"] ?? FileManager.default.homeDirectoryForCurrentUser.path }
}
