// SPDX-License-Identifier: Apache-2.0

/// What a transaction gives that may have refused what was asked, and kept no more than that somebody tried.
public protocol Refusing {
    /// Whether nothing of what was asked was done.
    var isRefusal: Bool { get }
}
