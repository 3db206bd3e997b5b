// SPDX-License-Identifier: Apache-2.0
// Bridge file: wraps the file descriptors of the C library.

import Glibc

/// A file that grows at its end.
@safe
struct LogFile: ~Copyable {
    private let descriptor: CInt
    private let path: String

    /// Opens a file, and makes it where it is missing.
    ///
    /// - Throws: `full` or `unavailable`.
    init(_ path: String) throws(SpoolError) {
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw SpoolError(errno: errno, doing: "open", path) }
        self.path = path
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// How many bytes it has.
    func size() throws(SpoolError) -> Int {
        let end = lseek(descriptor, 0, SEEK_END)
        guard end >= 0 else { throw SpoolError(errno: errno, doing: "seek", path) }
        return end
    }

    /// Writes bytes at a place.
    func write(_ bytes: [UInt8], at offset: Int) throws(SpoolError) {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe pwrite(
                    descriptor, buffer.baseAddress.map { unsafe $0 + written }, bytes.count - written, offset + written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw SpoolError(errno: count < 0 ? errno : ENOSPC, doing: "write", path) }
            written += count
        }
    }

    /// Reads bytes from a place; fewer where the file ends.
    func read(_ count: Int, at offset: Int) throws(SpoolError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let wanted = count - filled
            let got = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe pread(descriptor, buffer.baseAddress.map { unsafe $0 + filled }, wanted, offset + filled)
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw SpoolError(errno: errno, doing: "read", path) }
            if got == 0 { break }
            filled += got
        }
        bytes.removeLast(count - filled)
        return bytes
    }

    /// Cuts it off.
    func truncate(to size: Int) throws(SpoolError) {
        guard ftruncate(descriptor, size) == 0 else { throw SpoolError(errno: errno, doing: "truncate", path) }
    }

    /// Waits until what was written survives a power failure.
    func synchronize() throws(SpoolError) {
        guard fdatasync(descriptor) == 0 else { throw SpoolError(errno: errno, doing: "fdatasync", path) }
    }
}

/// The folder of a spool, which one process at a time uses.
///
/// The kernel lets go of the lock when the process ends, however it ends.
@safe
struct LogFolder: ~Copyable {
    let path: String
    private let descriptor: CInt

    /// Makes the folder where it is missing, and takes its lock.
    ///
    /// - Throws: `locked` where somebody else has it; `full` or `unavailable`.
    init(_ path: String) throws(SpoolError) {
        if unsafe mkdir(path, 0o700) != 0, errno != EEXIST { throw SpoolError(errno: errno, doing: "mkdir", path) }
        let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SpoolError(errno: errno, doing: "open", path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            close(descriptor)
            guard code == EWOULDBLOCK else { throw SpoolError(errno: code, doing: "flock", path) }
            throw SpoolError(.locked, "The folder \(path) is in use by another process.")
        }
        self.path = path
        self.descriptor = descriptor
    }

    deinit {
        // Said aloud: a process that is just being started has the descriptor too until its program runs.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    /// The names in it.
    func names() throws(SpoolError) -> [String] {
        guard let folder = unsafe opendir(path) else { throw SpoolError(errno: errno, doing: "opendir", path) }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while let entry = unsafe readdir(folder) {
            names.append(
                unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
                    unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
                })
        }
        return names
    }

    /// Removes a file.
    func remove(_ name: String) { _ = unsafe unlink("\(path)/\(name)") }

    /// Puts a file in the place of another.
    func replace(_ name: String, by newName: String) throws(SpoolError) {
        guard unsafe rename("\(path)/\(newName)", "\(path)/\(name)") == 0 else {
            throw SpoolError(errno: errno, doing: "rename", path)
        }
    }

    /// Waits until names that were made or changed survive a power failure.
    func synchronize() throws(SpoolError) {
        guard fsync(descriptor) == 0 else { throw SpoolError(errno: errno, doing: "fsync", path) }
    }
}

extension SpoolError {
    fileprivate init(errno code: CInt, doing call: StaticString, _ path: String) {
        let detail = unsafe "\(call) \(path): \(String(cString: strerror(code)))"
        switch code {
        case ENOSPC, EDQUOT:
            self.init(.full, "The disk is full: nothing can be kept until there is room again.", detail: detail)
        default:
            self.init(.unavailable, "The disk failed, or the folder of the spool can't be used.", detail: detail)
        }
    }
}
