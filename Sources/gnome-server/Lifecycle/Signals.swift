// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Glibc

/// The signals that ask the process to stop; heard from the moment this is made, so that none during the start is lost.
final class Signals {
    /// The names of the signals as they come.
    let names: AsyncStream<String>
    private let sources: [any DispatchSourceSignal]

    /// Hears SIGTERM and SIGINT; SIGPIPE no longer ends the process.
    init() {
        signal(SIGPIPE, SIG_IGN)
        let (names, continuation) = AsyncStream<String>.makeStream(bufferingPolicy: .bufferingOldest(2))
        self.names = names
        sources = [(SIGTERM, "SIGTERM"), (SIGINT, "SIGINT")].map { number, name in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { continuation.yield(name) }
            source.activate()
            return source
        }
    }

    /// Hears no more.
    func cancel() { sources.forEach { $0.cancel() } }
}
