// SPDX-License-Identifier: Apache-2.0
// Bridge file: wraps flock(2) of the C library; Foundation locks nothing.

import Glibc

/// A file that one process at a time can have: who changes another file by it loses nothing of what others change.
enum FileLock {
    /// Does something while nobody else has the lock file, which is made where it is missing and stays.
    ///
    /// - Throws: `configuration` where the file can't be used, and what `body` throws.
    static func hold<Value>(_ path: String, _ body: () throws(CommandError) -> Value) throws(CommandError) -> Value {
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw CommandError(.configuration, "\(path) can't be written.", hint: "May you write to its folder?")
        }
        // Closing it lets go of the lock.
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw CommandError(.configuration, "\(path) can't be locked.") }
        }
        return try body()
    }
}
