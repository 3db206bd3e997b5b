// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// The passwords that are guessed first.
public enum CommonPasswords {
    /// Where Debian's package `john-data` puts some 3,500 of them.
    public static let usualPath = "/usr/share/john/password.lst"

    /// Reads a list with a password on each line, in small letters; nothing where the file can't be read.
    ///
    /// Lines that begin with `#!comment:` are none.
    public static func read(from path: String = usualPath) -> Set<String>? {
        guard let bytes = FileManager.default.contents(atPath: path) else { return nil }
        let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
        return Set(lines.lazy.filter { !$0.hasPrefix("#!comment:") }.map { $0.lowercased() })
    }
}
