// SPDX-License-Identifier: Apache-2.0
// Bridge file: wraps write(2), because what is buffered is lost when the process is killed.

import Glibc

/// What the world outside sees of this process, at once and as a whole.
enum Effects {
    /// Tells whoever started this process.
    static func write(_ text: String) {
        _ = unsafe Glibc.write(STDOUT_FILENO, text, text.utf8.count)
    }

    /// Adds a line to a file.
    static func append(_ text: String, to path: String) {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        _ = unsafe Glibc.write(descriptor, text, text.utf8.count)
        close(descriptor)
    }
}
