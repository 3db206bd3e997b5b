// SPDX-License-Identifier: Apache-2.0
// Bridge file: wraps write(2).

import Glibc

/// Writes to the standard streams, whole and at once.
enum StandardStreams {
    /// Writes a line to standard error, for the log.
    static func writeError(_ line: String) { write(line, to: STDERR_FILENO) }

    /// Writes a line to standard output, for results.
    static func writeOutput(_ line: String) { write(line, to: STDOUT_FILENO) }

    private static func write(_ line: String, to descriptor: Int32) {
        let bytes = Array((line + "\n").utf8)
        unsafe bytes.withUnsafeBytes { buffer in
            var sent = 0
            while sent < buffer.count {
                let count = unsafe Glibc.write(descriptor, buffer.baseAddress?.advanced(by: sent), buffer.count - sent)
                // Where nobody reads any more there is nothing to be done about it.
                guard count > 0 || errno == EINTR else { return }
                sent += max(count, 0)
            }
        }
    }
}
