// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import Testing

/// A disk in memory that is soon full.
public enum SmallDisk {
    /// Whether one can be mounted; with `CI=true` root must be able to.
    @Sendable public static func isThere() async throws -> Bool {
        guard geteuid() == 0 else { return false }
        guard ProcessInfo.processInfo.environment["CI"] != "true" else { return true }
        do {
            try await with(megabytes: 1) { _ in }
            return true
        } catch {
            return false
        }
    }

    /// Lends a folder that is such a disk.
    public static func with(megabytes: Int, _ body: (String) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            try await run("/usr/bin/mount", "-t", "tmpfs", "-o", "size=\(megabytes)m,mode=700", "none", folder)
            do {
                try await body(folder)
            } catch {
                try? await run("/usr/bin/umount", "--lazy", folder)
                throw error
            }
            try await run("/usr/bin/umount", "--lazy", folder)
        }
    }

    private static func run(_ program: String, _ arguments: String...) async throws {
        let (status, output) = try await RunningProgram.run(program, arguments)
        try #require(status == 0, "\(output)")
    }
}

/// The program that lets calls of the system fail.
public enum Tracer {
    /// Where it is.
    public static let path = "/usr/bin/strace"

    /// Whether it can trace; with `CI=true` it must.
    @Sendable public static func isThere() async throws -> Bool {
        guard ProcessInfo.processInfo.environment["CI"] != "true" else { return true }
        guard FileManager.default.fileExists(atPath: path) else { return false }
        return try await RunningProgram.run(path, ["-f", "-qq", "-o", "/dev/null", "/bin/true"]).status == 0
    }
}
