// SPDX-License-Identifier: Apache-2.0
// Bridge file: wraps client sockets, to send what no well-behaved client can.

import Dispatch
import Glibc
import GnomeTransport

/// A TCP connection that sends exactly the bytes it is given.
///
/// Its calls block: use it within ``offPool(_:)``.
final class RawClient {
    private let socket: Int32
    private var pending: [UInt8] = []

    struct Failure: Error { let call: String, code: Int32 }

    /// An answer as it came over the wire.
    struct Answer {
        var status: Int
        var headers: HTTPHeaders
        var body: [UInt8]
        var text: String { String(decoding: body, as: UTF8.self) }
    }

    /// Connects to this machine; every read after it fails after 30 s without a byte.
    init(port: Int) throws {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard socket >= 0 else { throw Failure(call: "socket", code: errno) }
        self.socket = socket
        var patience = timeval(tv_sec: 30, tv_usec: 0)
        _ = unsafe setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw Failure(call: "connect", code: errno) }
    }

    deinit { _ = close(socket) }

    /// Makes the end of this client a reset instead of an orderly close.
    func resetAtEnd() {
        var option = linger(l_onoff: 1, l_linger: 0)
        _ = unsafe setsockopt(socket, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }

    func send(_ text: String) throws { try send(Array(text.utf8)) }

    /// Sends bytes; throws where the other side has gone.
    func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.send(
                    socket, buffer.baseAddress?.advanced(by: sent), buffer.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Failure(call: "send", code: errno) }
            sent += count
        }
    }

    /// Whether something came, or the end, within so many milliseconds.
    func hasInput(within milliseconds: Int32) -> Bool {
        var descriptor = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&descriptor, 1, milliseconds) > 0
    }

    /// Whether the other side has closed or reset the connection, read or not, within so many milliseconds.
    func hasEnded(within milliseconds: Int32) -> Bool {
        var descriptor = pollfd(fd: socket, events: 0x2000 /* POLLRDHUP, which the module lacks */, revents: 0)
        return unsafe poll(&descriptor, 1, milliseconds) > 0
    }

    /// Reads the next answer; nothing where the connection ends instead.
    func readAnswer(toHead: Bool = false) throws -> Answer? {
        while true {
            if let answer = takeAnswer(toHead: toHead) { return answer }
            guard try receive() else { return nil }
        }
    }

    /// Whether the connection ends with nothing more to read.
    func isAtEnd() throws -> Bool {
        guard pending.isEmpty else { return false }
        return try !receive()
    }

    /// Reads all there is until the end of the connection.
    func readToEnd() throws -> [UInt8] {
        while try receive() {}
        return pending
    }

    /// Reads once; false at the end, which a reset is too.
    private func receive() throws -> Bool {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        let count = unsafe recv(socket, &buffer, buffer.count, 0)
        if count == 0 || (count < 0 && errno == ECONNRESET) { return false }
        guard count > 0 else { throw Failure(call: "recv", code: errno) }
        pending += buffer[..<count]
        return true
    }

    private func takeAnswer(toHead: Bool) -> Answer? {
        let endMark = Array("\r\n\r\n".utf8)
        guard
            let end = pending.indices.first(where: { pending[$0...].starts(with: endMark) })
        else { return nil }
        let lines = String(decoding: pending[..<end], as: UTF8.self).split(separator: "\r\n")
        let status = lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        var headers: HTTPHeaders = [:]
        for line in lines.dropFirst() {
            let sides = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            headers.append(String(sides[0]), sides.count == 2 ? String(sides[1].drop { $0 == " " }) : "")
        }
        let hasBody = !toHead && status >= 200 && status != 204 && status != 304
        let length = hasBody ? headers["Content-Length"].flatMap { Int($0) } ?? 0 : 0
        let bodyStart = end + endMark.count
        guard pending.count >= bodyStart + length else { return nil }
        let body = Array(pending[bodyStart..<bodyStart + length])
        pending.removeFirst(bodyStart + length)
        return Answer(status: status, headers: headers, body: body)
    }
}

/// Runs blocking work on a thread of its own, so that it takes none of the pool that the server's tasks need.
func offPool<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withTaskExecutorPreference(ThreadExecutor()) { try work() }
}

/// Runs the jobs of a task one after the other on a thread of their own.
private final class ThreadExecutor: TaskExecutor {
    private let queue = DispatchQueue(label: "test-client")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
