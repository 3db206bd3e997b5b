// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// How a thread is to end.
enum Ending: Hashable {
    /// Once what it was given is done.
    case graceful
    /// At once.
    case abrupt
}

/// Hands work to a thread that waits for a socket, and tells it when to end.
final class Mailbox<Item: Sendable>: Sendable {
    private struct State {
        var items: [Item] = []
        var ending: Ending?
    }

    /// What the thread waits for.
    let wakeup: Wakeup
    private let state = Mutex(State())

    init() throws(TransportError) {
        wakeup = try Wakeup()
    }

    /// Gives the thread something to do; false where it was told to end and takes no more.
    func post(_ item: Item) -> Bool {
        let (isTaken, isFirst) = state.withLock { state in
            guard state.ending == nil else { return (false, false) }
            state.items.append(item)
            return (true, state.items.count == 1)
        }
        // Whoever put in the first item has woken the thread, and it takes all there are.
        if isFirst { wakeup.signal() }
        return isTaken
    }

    /// Tells the thread to end; an abrupt end overrules a graceful one.
    func end(_ ending: Ending) {
        state.withLock { state in
            if state.ending == nil || ending == .abrupt { state.ending = ending }
        }
        wakeup.signal()
    }

    /// Takes what there is to do; once there is an ending, nothing comes after it.
    func take() -> (items: [Item], ending: Ending?) {
        state.withLock { state in
            defer { state.items = [] }
            return (state.items, state.ending)
        }
    }
}
