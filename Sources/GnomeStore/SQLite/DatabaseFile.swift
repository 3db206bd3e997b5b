// SPDX-License-Identifier: Apache-2.0
// Bridge file: wraps the file descriptors of the C library.

import FoundationEssentials
import Glibc

/// The lock file beside a database: whoever holds it is the only process that writes the database.
///
/// The kernel lets go of the lock when the process ends, however it ends; the file stays.
@safe
struct DatabaseLock: ~Copyable {
    private let descriptor: CInt

    /// Takes the lock and leaves the number of this process in the file.
    ///
    /// - Throws: `locked` where somebody else has it, another store of this process included.
    init(of database: String) throws(StoreError) {
        let path = database + ".lock"
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StoreError(errno: errno, "The lock file \(path) can't be opened.", path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            close(descriptor)
            guard code == EWOULDBLOCK else {
                throw StoreError(errno: code, "The lock file \(path) can't be locked.", path)
            }
            let holder = FileManager.default.contents(atPath: path).flatMap { String(data: $0, encoding: .utf8) } ?? ""
            let process = Int(holder.prefix { $0.isNumber }).map { "process \($0)" } ?? "another process"
            throw StoreError(
                .locked,
                "The database \(database) is in use by \(process). Use gnomectl, which asks that server, or stop it "
                    + "first.")
        }
        self.descriptor = descriptor
        let text = "\(getpid())\n"
        ftruncate(descriptor, 0)
        _ = unsafe pwrite(descriptor, text, text.utf8.count, 0)
    }

    deinit {
        // Said aloud: a process that is just being started has the descriptor too until its program runs.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}

/// Makes the folder of a database where it is missing, for this user's eyes only.
func makeFolder(of database: String) throws(StoreError) {
    let folder = database.lastIndex(of: "/").map { String(database[..<$0]) } ?? "."
    do {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
        throw StoreError(.unavailable, "The folder \(folder) can't be made.", detail: "\(error)")
    }
}

/// Makes the empty file of a database where it is missing, for this user's eyes only.
///
/// A file that is there is not even opened: closing it would drop all locks that SQLite has on it in this process
/// (https://www.sqlite.org/howtocorrupt.html, 2.2).
func makeFile(of database: String) throws(StoreError) {
    let descriptor = unsafe open(database, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    if descriptor >= 0 {
        close(descriptor)
    } else if errno != EEXIST {
        throw StoreError(errno: errno, "The database \(database) can't be made.", database)
    }
}

extension StoreError {
    fileprivate init(errno code: CInt, _ message: String, _ path: String) {
        self.init(.unavailable, message, detail: unsafe "\(path): \(String(cString: strerror(code)))")
    }
}
