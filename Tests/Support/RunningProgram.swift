// SPDX-License-Identifier: Apache-2.0
// Bridge file: wraps posix_spawn(3) and waitpid(2). Foundation's Process lets children inherit each other's pipes, so that
// a test which starts programs side by side waits for the wrong one.

import Dispatch
import FoundationEssentials
import Glibc
import Synchronization

/// A program that was started for a test, with what it writes.
public final class RunningProgram: Sendable {
    /// Where the built programs of the package lie.
    public static var folder: String {
        ProcessInfo.processInfo.environment["GNOME_TEST_BIN"] ?? "\(packageRoot)/.build/debug"
    }

    /// The folder of the package.
    public static var packageRoot: String {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path()
    }

    /// The program could not be started.
    public struct StartFailure: Error {
        /// The number of the error.
        public let number: Int32
    }

    /// The pid while it runs; nothing once it has ended, when the number may be another's.
    private let pid: Mutex<pid_t?>
    private let lines: AsyncStream<String>
    private let ended: AsyncStream<Int32>

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - name: Its name in the build folder, or an absolute path.
    ///   - environment: Added to that of the test.
    /// - Throws: `StartFailure` where the system refuses.
    public init(_ name: String, _ arguments: [String], environment: [String: String] = [:]) throws(StartFailure) {
        let path = name.hasPrefix("/") ? name : "\(Self.folder)/\(name)"
        // What scripts/test preloads is for the tests alone.
        let variables = ProcessInfo.processInfo.environment.filter { $0.key != "LD_PRELOAD" }
            .merging(environment) { _, new in new }
        let (pid, output) = try Self.spawn([path] + arguments, environment: variables.map { "\($0)=\($1)" })
        self.pid = Mutex(pid)

        let (lines, lineSink) = AsyncStream<String>.makeStream()
        let (ended, endSink) = AsyncStream<Int32>.makeStream()
        (self.lines, self.ended) = (lines, ended)
        DispatchQueue(label: "gnome.test.\(pid)").async { [self] in
            Self.readLines(from: output) { lineSink.yield($0) }
            lineSink.finish()
            var status: Int32 = 0
            while unsafe waitpid(pid, &status, 0) == -1, errno == EINTR {}
            self.pid.withLock { $0 = nil }
            let signal = status & 0x7F
            endSink.yield(signal == 0 ? (status >> 8) & 0xFF : -signal)
            endSink.finish()
        }
    }

    /// Waits for a line that has a text in it; nothing where the program ends without one.
    public func line(with text: String) async -> String? {
        for await line in lines where line.contains(text) { return line }
        return nil
    }

    /// Everything it writes from now until it ends.
    public func output() async -> String {
        var text = ""
        for await line in lines { text += line + "\n" }
        return text
    }

    /// Sends a signal: SIGTERM asks, SIGKILL does not.
    public func signal(_ number: Int32) {
        pid.withLock { pid in
            if let pid { kill(pid, number) }
        }
    }

    /// The most memory that it has held so far, in megabytes; nothing once it has ended.
    public var peakMegabytes: Int? {
        pid.withLock { pid in
            guard let pid, let text = try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8) else {
                return nil
            }
            let line = text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
            return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }.map { $0 / 1024 }
        }
    }

    /// Waits for its end.
    ///
    /// - Returns: The exit code, or the negative number of the signal that ended it.
    public func end() async -> Int32 {
        for await status in ended { return status }
        return Int32.min
    }

    /// Runs a program to its end.
    ///
    /// - Throws: `StartFailure` where the system refuses.
    public static func run(
        _ name: String, _ arguments: [String], environment: [String: String] = [:]
    ) async throws(StartFailure) -> (status: Int32, output: String) {
        let program = try RunningProgram(name, arguments, environment: environment)
        let output = await program.output()
        return (await program.end(), output)
    }

    /// Starts a program whose output and errors go into one pipe that no other program inherits.
    private static func spawn(
        _ arguments: [String], environment: [String]
    ) throws(StartFailure) -> (pid: pid_t, output: Int32) {
        try spawning.withLock { _ throws(StartFailure) in try spawnAlone(arguments, environment: environment) }
    }

    /// Held while a program is started: a pipe can only be marked as private after it was made.
    private static let spawning = Mutex(())

    private static func spawnAlone(
        _ arguments: [String], environment: [String]
    ) throws(StartFailure) -> (pid: pid_t, output: Int32) {
        var ends: [Int32] = [0, 0]
        guard unsafe pipe(&ends) == 0 else { throw StartFailure(number: errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        unsafe posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO)
        // Threads of Dispatch block all signals, and what is started must hear when it is told to end.
        var attributes = posix_spawnattr_t()
        var noSignals = sigset_t()
        unsafe sigemptyset(&noSignals)
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        unsafe posix_spawnattr_setsigmask(&attributes, &noSignals)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

        var argv = unsafe arguments.map { unsafe strdup($0) } + [nil]
        var envp = unsafe environment.map { unsafe strdup($0) } + [nil]
        defer { unsafe (argv + envp).forEach { unsafe free($0) } }
        var pid: pid_t = 0
        let result = unsafe posix_spawn(&pid, arguments[0], &actions, &attributes, &argv, &envp)
        close(ends[1])
        guard result == 0 else {
            close(ends[0])
            throw StartFailure(number: result)
        }
        return (pid, ends[0])
    }

    /// Reads until nobody holds the other end any more.
    private static func readLines(from descriptor: Int32, _ take: (String) -> Void) {
        defer { close(descriptor) }
        var rest: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            rest += chunk.prefix(count)
            var parts = rest.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            rest = parts.popLast().map { Array($0) } ?? []
            for part in parts { take(String(decoding: part, as: UTF8.self)) }
        }
        if !rest.isEmpty { take(String(decoding: rest, as: UTF8.self)) }
    }
}
