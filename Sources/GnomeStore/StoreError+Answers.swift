// SPDX-License-Identifier: Apache-2.0

import GnomeCore

// What verbs of every store answer in the same words.

extension StoreError {
    static func alreadyRegistered(_ serial: Serial) -> StoreError {
        StoreError(.conflict, "The receiver \(serial) is registered already.")
    }

    static func noReceiver(_ serial: Serial) -> StoreError {
        StoreError(.notFound, "There is no such receiver as \(serial).")
    }

    static var leaseLost: StoreError {
        StoreError(.conflict, "The job is done, or another worker has it: its lease had run out.")
    }

    static func forwardExists(_ name: ForwardName) -> StoreError {
        StoreError(.conflict, "There is a forward “\(name)” already.")
    }

    static func noForward(_ name: ForwardName) -> StoreError {
        StoreError(.notFound, "There is no forward “\(name)”.")
    }

    static var forwardLost: StoreError {
        StoreError(.conflict, "The forward is gone, was steered, or another worker has it.")
    }

    static var noDeadJob: StoreError { StoreError(.notFound, "There is no dead job of this number.") }
}
