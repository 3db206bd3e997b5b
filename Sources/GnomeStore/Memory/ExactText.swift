// SPDX-License-Identifier: Apache-2.0

/// Text that is equal to other text only where each byte is, as databases have it; `String` takes for equal what looks equal.
struct ExactText: Sendable, Hashable {
    private let bytes: [UInt8]
    init(_ text: String) { bytes = Array(text.utf8) }
}
