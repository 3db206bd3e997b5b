// SPDX-License-Identifier: Apache-2.0
// Bridge file: wraps eventfd(2) and poll(2). A thread that waits on a socket must also wake when it is given work.

import CEventFD
import CRabbitMQ
import Glibc
import GnomeCore

/// Wakes a thread out of its waiting.
final class Wakeup: Sendable {
    /// POLLRDHUP, which Glibc shows to GNU programs only: the other side will send no more.
    private static let end: CInt = 0x2000
    private let descriptor: CInt

    /// - Throws: `unreachable` where the process may open no more files.
    init() throws(TransportError) {
        descriptor = eventfd(0, CInt(EFD_CLOEXEC | EFD_NONBLOCK))
        guard descriptor >= 0 else {
            throw TransportError(.unreachable, "The system has no more file descriptors to give.")
        }
    }

    deinit { close(descriptor) }

    /// Ends the present wait, or else the next.
    func signal() {
        // Fails only where the counter is full, and then the thread is woken anyway.
        _ = eventfd_write(descriptor, 1)
    }

    /// Waits for a signal or for a moment.
    func wait(until moment: ContinuousClock.Instant?) {
        wait(until: moment, socket: -1, events: 0)
    }

    /// Waits for a signal, for a moment, or for something of a socket.
    ///
    /// - Parameters:
    ///   - socket: Below 0 for none.
    ///   - events: What of it ends the wait, besides its end: something to read (`POLLIN`), room to write (`POLLOUT`).
    func wait(until moment: ContinuousClock.Instant?, socket: CInt, events: CInt) {
        var waiting = [
            pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: socket, events: Int16(events | Self.end), revents: 0),
        ]
        // An interrupted wait is a wait that ended early: callers look at what there is to do and wait again.
        _ = unsafe poll(&waiting, nfds_t(waiting.count), Self.milliseconds(until: moment))
        if waiting[0].revents != 0 {
            var count: eventfd_t = 0
            _ = unsafe eventfd_read(descriptor, &count)
        }
    }

    /// Whether a socket has room to write now.
    static func hasRoom(_ socket: CInt) -> Bool {
        var waiting = pollfd(fd: socket, events: Int16(POLLOUT), revents: 0)
        return unsafe poll(&waiting, 1, 0) == 1
    }

    private static func milliseconds(until moment: ContinuousClock.Instant?) -> CInt {
        guard let moment else { return -1 }
        let left = ContinuousClock.now.duration(to: moment)
        // Rounded up, or the last millisecond would be spent waking and waiting.
        return left > .zero ? CInt(clamping: (left.microseconds + 999) / 1000) : 0
    }
}
