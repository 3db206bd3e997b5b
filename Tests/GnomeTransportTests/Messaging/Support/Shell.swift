// SPDX-License-Identifier: Apache-2.0
// Bridge file: wraps posix_spawn(3) and waitpid(2), to run the broker's tools.

import FoundationEssentials
import Glibc
import TestSupport

@testable import GnomeTransport

/// A program that did not end well, and all that it had to say.
struct ShellFailure: Error {
    let status: CInt
    let output: String
}

/// Where the programs of others lie that tests run.
enum Shell {
    /// The path of a program of `Tests/Peers`.
    static func peer(_ name: String) -> String { "\(RunningProgram.packageRoot)/Tests/Peers/\(name)" }
}

/// Runs a program to its end, and gives what it wrote.
///
/// - Throws: `ShellFailure` where it does not exit with 0.
@discardableResult
func shell(_ program: String, _ arguments: [String], input: [UInt8] = []) async throws -> String {
    try await withTemporaryFolder { folder in
        let (inputFile, outputFile) = (folder + "/input", folder + "/output")
        try Data(input).write(to: URL(filePath: inputFile))
        let environment = ProcessInfo.processInfo.environment.map { "\($0)=\($1)" }
        let status = await OwnedThread.run(named: "shell") {
            spawn([program] + arguments, environment: environment, input: inputFile, output: outputFile)
        }
        let output = String(decoding: try Data(contentsOf: URL(filePath: outputFile)), as: UTF8.self)
        guard status == 0 else { throw ShellFailure(status: status, output: output) }
        return output
    }
}

/// Blocks until the program has ended; gives its exit status, or one that is not 0 where there is none.
private func spawn(_ arguments: [String], environment: [String], input: String, output: String) -> CInt {
    var files = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&files)
    defer { unsafe posix_spawn_file_actions_destroy(&files) }
    unsafe posix_spawn_file_actions_addopen(&files, 0, input, O_RDONLY, 0)
    unsafe posix_spawn_file_actions_addopen(&files, 1, output, O_WRONLY | O_CREAT, 0o600)
    unsafe posix_spawn_file_actions_adddup2(&files, 1, 2)
    // Threads of Dispatch block all signals, and a broker must hear when it is told to stop.
    var attributes = posix_spawnattr_t()
    var noSignals = sigset_t()
    unsafe sigemptyset(&noSignals)
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    unsafe posix_spawnattr_setsigmask(&attributes, &noSignals)
    unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var texts = unsafe arguments.map { unsafe strdup($0) } + [nil]
    var variables = unsafe environment.map { unsafe strdup($0) } + [nil]
    defer { unsafe (texts + variables).forEach { unsafe free($0) } }
    var process = pid_t()
    guard unsafe posix_spawn(&process, arguments[0], &files, &attributes, &texts, &variables) == 0 else { return -1 }
    var status: CInt = -1
    while unsafe waitpid(process, &status, 0) < 0 && errno == EINTR {}
    return status
}

/// Stops a process for a while, or lets it go on.
func pause(_ process: Int32, _ isPaused: Bool) {
    kill(process, isPaused ? SIGSTOP : SIGCONT)
}
