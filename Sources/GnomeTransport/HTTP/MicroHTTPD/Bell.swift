// SPDX-License-Identifier: Apache-2.0
// Bridge file: wraps eventfd(2), poll(2), and sending, receiving and closing of sockets.

import CEventFD
import CMicroHTTPD
import Glibc

/// Wakes a thread that waits for descriptors.
final class Bell: Sendable {
    fileprivate let descriptor: Int32

    /// A silent bell.
    ///
    /// - Throws: `unreachable` where the process has no descriptor left.
    init() throws(TransportError) {
        descriptor = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
        guard descriptor >= 0 else {
            throw TransportError(.unreachable, "There is no file descriptor left.", detail: "eventfd: errno \(errno)")
        }
    }

    deinit { _ = close(descriptor) }

    /// Wakes whoever waits, or the next one who will.
    func ring() {
        // Fails only where the counter is full, and then the bell rings already.
        _ = eventfd_write(descriptor, 1)
    }
}

/// Sockets whose answer is sent and whose input is thrown away until the client has seen it.
struct LingeringSockets: ~Copyable {
    private var sockets: [(descriptor: Int32, until: ContinuousClock.Instant)] = []

    /// The most sockets kept at a time; the oldest give way.
    private static let limit = 64

    deinit { for socket in sockets { _ = close(socket.descriptor) } }

    mutating func add(_ descriptors: [Int32], until deadline: ContinuousClock.Instant) {
        sockets += descriptors.map { ($0, deadline) }
        while sockets.count > Self.limit { _ = close(sockets.removeFirst().descriptor) }
    }

    /// Waits for the bell or a moment, whichever comes first, and throws away what comes in meanwhile.
    mutating func wait(for bell: Bell, until moment: ContinuousClock.Instant?) {
        var polled = [pollfd(fd: bell.descriptor, events: Int16(POLLIN), revents: 0)]
        polled += sockets.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
        let deadline = ([moment].compactMap(\.self) + sockets.map(\.until)).min()
        let milliseconds = deadline.map { Self.milliseconds(from: .now, to: $0) } ?? -1
        guard unsafe poll(&polled, UInt(polled.count), milliseconds) >= 0 || errno == EINTR else { return }

        var count: eventfd_t = 0
        if polled[0].revents != 0 { _ = unsafe eventfd_read(bell.descriptor, &count) }
        let now = ContinuousClock.now
        let readable = Set(polled.dropFirst().filter { $0.revents != 0 }.map(\.fd))
        sockets.removeAll { socket in
            let isDone =
                socket.until <= now || (readable.contains(socket.descriptor) && !Self.discard(socket.descriptor))
            if isDone { _ = close(socket.descriptor) }
            return isDone
        }
    }

    /// Reads once and forgets it; false at the end of the input.
    private static func discard(_ descriptor: Int32) -> Bool {
        let count = unsafe withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 1) { buffer in
            unsafe recv(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
        }
        return count > 0 || (count < 0 && (errno == EAGAIN || errno == EINTR))
    }

    /// The time to wait, rounded up, so that nobody wakes just before the moment and finds nothing to do.
    private static func milliseconds(from now: ContinuousClock.Instant, to moment: ContinuousClock.Instant) -> Int32 {
        let wait = now.duration(to: moment)
        guard wait > .zero else { return 0 }
        return Int32(clamping: Int64((wait / .milliseconds(1)).rounded(.up)))
    }
}

/// Sends what the socket takes without waiting; for short last words.
func sendAtOnce(_ bytes: [UInt8], to socket: Int32) {
    _ = unsafe bytes.withUnsafeBytes { buffer in
        unsafe send(socket, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
    }
}

/// Makes the close of a socket forget what is unsent and reset the connection.
func resetAtClose(_ socket: Int32) {
    var option = linger(l_onoff: 1, l_linger: 0)
    _ = unsafe setsockopt(socket, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
}
