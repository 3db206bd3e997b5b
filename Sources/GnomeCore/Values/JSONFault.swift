// SPDX-License-Identifier: Apache-2.0

/// Where bytes stop being JSON.
struct JSONFault: Error, Hashable {
    /// Where reading stopped, in bytes from the first.
    let offset: Int
    /// What would have been right there.
    let expected: String

    /// The place in words, with what stands there.
    func sentence(in bytes: [UInt8]) -> String {
        guard offset < bytes.count else {
            return bytes.isEmpty
                ? "expected JSON, found nothing" : "expected \(expected), found the end at byte \(offset)"
        }
        let byte = bytes[offset]
        let found = (0x21...0x7E).contains(byte) ? "“\(Character(Unicode.Scalar(byte)))”" : "the byte \([byte].hex)"
        return "expected \(expected), found \(found) at byte \(offset)"
    }
}
