// SPDX-License-Identifier: Apache-2.0
// Bridge file: wraps write(2), because what print buffers is lost when the process is killed.

import Glibc

/// What whoever started this process reads.
enum StandardOutput {
    /// Hands a text over; a short one as a whole.
    static func write(_ text: String) {
        _ = unsafe Glibc.write(STDOUT_FILENO, text, text.utf8.count)
    }
}
