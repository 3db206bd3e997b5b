// SPDX-License-Identifier: Apache-2.0
// Bridge file: wraps link(2), rename(2), fsync(2) and stat(2) of the C library; Foundation flushes nothing.

import Glibc

/// Puts finished files in their places so that a power failure leaves the old state or the new one.
package enum FilePlacing {
    /// Flushes a file or a folder to the disk.
    ///
    /// SQLite must not have the file open in this process: closing it here would drop SQLite's locks.
    package static func flush(_ path: String) throws(StoreError) {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("\(path) can't be opened to be flushed to the disk.", path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("\(path) can't be flushed to the disk.", path) }
    }

    /// Flushes the folder of a file, and so its name.
    package static func flushFolder(of path: String) throws(StoreError) {
        try flush(path.lastIndex(of: "/").map { String(path[...$0]) } ?? ".")
    }

    /// Gives a file another name, and takes the name from whatever has it.
    package static func replace(_ target: String, by path: String) throws(StoreError) {
        guard unsafe rename(path, target) == 0 else { throw failure("\(path) can't be renamed to \(target).", path) }
    }

    /// Gives a file another name, if nothing has it yet.
    ///
    /// - Returns: Whether the name was free.
    static func place(_ path: String, at target: String) throws(StoreError) -> Bool {
        guard try duplicate(path, as: target) else { return false }
        unsafe unlink(path)
        return true
    }

    /// Gives a file a second name, if nothing has it yet; on a disk that can't do that, the file loses its first one.
    ///
    /// - Returns: Whether the name was free.
    static func duplicate(_ path: String, as target: String) throws(StoreError) -> Bool {
        if unsafe link(path, target) == 0 { return true }
        switch errno {
        case EEXIST: return false
        case EPERM, ENOTSUP, EMLINK, ENOSYS:
            guard unsafe access(target, F_OK) != 0 else { return false }
            try replace(target, by: path)
            return true
        default: throw failure("\(path) can't be named \(target).", path)
        }
    }

    /// Removes a file, if it is there.
    static func remove(_ path: String) { unsafe unlink(path) }

    /// How large a file is; 0 where there is none.
    static func bytes(of path: String) -> Int {
        var status = stat()
        return unsafe stat(path, &status) == 0 ? Int(status.st_size) : 0
    }

    private static func failure(_ message: String, _ path: String) -> StoreError {
        let reason = unsafe String(cString: strerror(errno))
        return StoreError(.unavailable, message, detail: "\(path): \(reason)")
    }
}
