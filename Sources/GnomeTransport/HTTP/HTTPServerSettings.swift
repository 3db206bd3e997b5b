// SPDX-License-Identifier: Apache-2.0

/// Where a server listens and how much it takes on.
public struct HTTPServerSettings: Sendable, Hashable {
    /// The numeric address to listen on, IPv4 or IPv6; `::` takes both.
    public var address: String
    /// The port; 0 for any free one.
    public var port: Int
    /// The most connections at a time; further ones wait in the system's queue.
    public var connectionLimit: Int
    /// How long each part of an exchange may take.
    public var deadlines: HTTPDeadlines

    /// Settings for a server that only this machine can reach, as behind a proxy.
    public init(
        address: String = "127.0.0.1", port: Int = 0, connectionLimit: Int = 1000, deadlines: HTTPDeadlines = .init()
    ) {
        self.address = address
        self.port = port
        self.connectionLimit = connectionLimit
        self.deadlines = deadlines
    }
}
