// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import Testing

@Suite("Counts of bytes for people")
struct ByteTextTests {
    @Test(
        "small ones are exact, large ones have one digit behind the point",
        arguments: [
            (0, "0 bytes"), (1, "1 byte"), (9999, "9999 bytes"), (10_000, "9.8 KiB"), (1 << 20, "1 MiB"),
            ((1 << 20) - 1, "1 MiB"), (18_245_222, "17.4 MiB"), (1 << 30, "1 GiB"), (Int.max, "8 EiB"),
        ])
    func text(bytes: Int, text: String) { #expect(bytes.byteText == text) }
}
