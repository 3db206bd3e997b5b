// SPDX-License-Identifier: Apache-2.0
// Bridge file: wraps socket(2), accept(2), connect(2), read(2) and write(2), as the relay must hold connections that say nothing.

import Dispatch
import Glibc
import Synchronization

/// Passes connections on to a port of this machine, until it is told to go dark.
///
/// In the dark nothing passes and nothing is closed, as on a link whose other end is unplugged: either side hears nothing and
/// is told nothing. Connections that were dark once stay so; those made afterwards are passed on again.
public final class TCPRelay: Sendable {
    /// The system refused a socket.
    public struct Failure: Error {
        /// The number of the error.
        public let number: Int32
    }

    /// A connection and its other half.
    private final class Line: Sendable {
        let near: Int32
        let far: Int32
        let isDark: Atomic<Bool>
        /// What the near side must not say: the connection goes dark instead of passing it on.
        let taboo: [UInt8]?
        /// How many directions are open; the sockets are closed with the last, and their numbers are soon another's.
        private let pumps = Mutex(2)

        init(near: Int32, far: Int32, isDark: Bool, taboo: [UInt8]?) {
            (self.near, self.far, self.taboo) = (near, far, taboo)
            self.isDark = Atomic(isDark)
        }

        /// Passes on what comes from one side until it ends, or is to be lost.
        func pump(_ from: Int32, to: Int32, isLost: () -> Bool = { false }) {
            var chunk = [UInt8](repeating: 0, count: 65_536)
            while case let count = unsafe read(from, &chunk, chunk.count), count > 0 {
                if from == near, let taboo, chunk[..<count].firstRange(of: taboo) != nil {
                    isDark.store(true, ordering: .relaxed)
                }
                if isLost() {
                    shutdown(from, Int32(SHUT_RDWR))
                    shutdown(to, Int32(SHUT_RDWR))
                    break
                }
                var sent = 0
                while sent < count, !isDark.load(ordering: .relaxed) {
                    let written = unsafe chunk.withUnsafeBytes {
                        unsafe send(to, $0.baseAddress?.advanced(by: sent), count - sent, Int32(MSG_NOSIGNAL))
                    }
                    guard written > 0 else { break }
                    sent += written
                }
            }
            if !isDark.load(ordering: .relaxed) { shutdown(to, Int32(SHUT_WR)) }
            pumps.withLock { pumps in
                pumps -= 1
                guard pumps == 0 else { return }
                close(near)
                close(far)
            }
        }

        /// Ends both directions: their pumps read the end, and close the sockets.
        func end() {
            pumps.withLock { pumps in
                guard pumps > 0 else { return }
                shutdown(near, Int32(SHUT_RDWR))
                shutdown(far, Int32(SHUT_RDWR))
            }
        }
    }

    private struct State {
        var isDark = false
        /// How many answers are still to be lost.
        var losses = 0
        var lines: [Line] = []
    }

    private let listener: Int32
    private let target: UInt16
    private let taboo: [UInt8]?
    private let state = Mutex(State())
    /// The port that it listens on.
    public let port: UInt16

    private init(to target: UInt16, taboo: [UInt8]?) throws(Failure) {
        self.target = target
        self.taboo = taboo
        let listener = Self.socket()
        self.listener = listener
        guard listener >= 0 else { throw Failure(number: errno) }
        var address = Self.loopback(port: 0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(listener, $0, size) == 0 && listen(listener, 16) == 0
                    && getsockname(listener, $0, &size) == 0
            }
        }
        guard isBound else { throw Failure(number: errno) }
        port = UInt16(bigEndian: address.sin_port)
    }

    /// Lends a relay to a port of this machine, and ends it and all its connections afterwards.
    ///
    /// - Parameters:
    ///   - target: The port.
    ///   - taboo: Bytes that nobody may send to the port: a connection on which they come goes dark.
    public static func with(
        to target: UInt16, darkWhereSaid taboo: [UInt8]? = nil, _ body: (TCPRelay) async throws -> Void
    ) async throws {
        let relay = try TCPRelay(to: target, taboo: taboo)
        DispatchQueue(label: "gnome.test.relay").async { relay.acceptAll() }
        defer { relay.end() }
        try await body(relay)
    }

    /// How many connections are dark.
    public var darkLines: Int { state.withLock { $0.lines.count { $0.isDark.load(ordering: .relaxed) } } }

    /// Lets nothing pass from now on.
    public func goDark() {
        state.withLock { state in
            state.isDark = true
            for line in state.lines { line.isDark.store(true, ordering: .relaxed) }
        }
    }

    /// Passes new connections on again.
    public func goLight() { state.withLock { $0.isDark = false } }

    /// Ends the next connection when its answer comes, of which nothing passes.
    public func loseNextAnswer() { state.withLock { $0.losses = 1 } }

    /// Whether an answer that was to be lost has not come yet.
    public var isToLose: Bool { state.withLock { $0.losses > 0 } }

    private func loses() -> Bool {
        state.withLock { state in
            guard state.losses > 0 else { return false }
            state.losses -= 1
            return true
        }
    }

    private func end() {
        shutdown(listener, Int32(SHUT_RDWR))
        goDark()
        for line in state.withLock({ $0.lines }) { line.end() }
    }

    private func acceptAll() {
        while case let near = accept(listener, nil, nil), near >= 0 {
            _ = fcntl(near, F_SETFD, FD_CLOEXEC)
            guard let far = reach() else {
                close(near)
                continue
            }
            let line = state.withLock { state in
                let line = Line(near: near, far: far, isDark: state.isDark, taboo: taboo)
                state.lines.append(line)
                return line
            }
            DispatchQueue(label: "gnome.test.relay.out").async { line.pump(near, to: far) }
            DispatchQueue(label: "gnome.test.relay.back").async {
                line.pump(far, to: near) { self.loses() }
            }
        }
        close(listener)
    }

    /// A connection to the target, where it listens.
    private func reach() -> Int32? {
        let far = Self.socket()
        var address = Self.loopback(port: target)
        let isReached = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(far, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        if isReached { return far }
        close(far)
        return nil
    }

    /// A socket that programs of the test do not inherit.
    private static func socket() -> Int32 {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
        return socket
    }

    private static func loopback(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}
