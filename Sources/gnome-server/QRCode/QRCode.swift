// SPDX-License-Identifier: Apache-2.0
// Bridge file: wraps libqrencode.

import CQREncode

/// A text as a square of dark and light modules that a phone reads with its camera.
struct QRCode: Sendable, Hashable {
    /// How many modules a side has.
    let width: Int
    /// The modules row by row, true where they are dark.
    let modules: [Bool]

    /// The code of a text; nothing where the text is empty, has a NUL in it, or is too long for any code.
    init?(_ text: String) {
        guard !text.utf8.contains(0),
            // Version 0: the smallest that the text fits into. Level M can be read with a seventh of it spoilt.
            let code = unsafe QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M)
        else { return nil }
        defer { unsafe QRcode_free(code) }
        let side = unsafe Int(code.pointee.width)
        width = side
        // Only the lowest bit is the colour; the others tell what a module is for.
        modules = unsafe UnsafeBufferPointer(start: code.pointee.data, count: side * side).map { $0 & 1 == 1 }
    }
}
