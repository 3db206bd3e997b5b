// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Glibc

/// The signals that ask the process to stop.
enum Signals {
    /// Prepares the process: SIGTERM and SIGINT are heard from now on, SIGPIPE no longer ends it.
    ///
    /// - Returns: The names of the signals as they come.
    static func listen() -> AsyncStream<String> {
        signal(SIGPIPE, SIG_IGN)
        let (stream, continuation) = AsyncStream<String>.makeStream(bufferingPolicy: .bufferingOldest(2))
        let sources = [(SIGTERM, "SIGTERM"), (SIGINT, "SIGINT")].map { number, name in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { continuation.yield(name) }
            source.activate()
            return source
        }
        // The sources live as long as somebody listens.
        continuation.onTermination = { _ in sources.forEach { $0.cancel() } }
        return stream
    }
}
