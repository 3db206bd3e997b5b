// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization

/// A program that was started for a test, and what it has written so far.
public final class RunningProgram: Sendable {
    /// Where the built programs of the package lie.
    public static var folder: String {
        ProcessInfo.processInfo.environment["GNOME_TEST_BIN"] ?? "\(packageRoot)/.build/debug"
    }

    /// The folder of the package.
    public static var packageRoot: String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path
    }

    private let process = Mutex<Process?>(nil)
    private let lines: AsyncStream<String>
    private let ended: AsyncStream<Int32>

    /// Starts a program of the package.
    ///
    /// - Parameters:
    ///   - name: Its name in the build folder, or an absolute path.
    ///   - environment: Added to that of the test.
    public init(_ name: String, _ arguments: [String], environment: [String: String] = [:]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: name.hasPrefix("/") ? name : "\(Self.folder)/\(name)")
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
        process.standardInput = FileHandle.nullDevice
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe

        let (lines, lineSink) = AsyncStream<String>.makeStream()
        let (ended, endSink) = AsyncStream<Int32>.makeStream()
        (self.lines, self.ended) = (lines, ended)
        let rest = Mutex("")
        pipe.fileHandleForReading.readabilityHandler = { handle in
            let data = handle.availableData
            guard !data.isEmpty else {
                handle.readabilityHandler = nil
                lineSink.finish()
                return
            }
            let complete = rest.withLock { rest in
                rest += String(decoding: data, as: UTF8.self)
                var parts = rest.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
                rest = parts.removeLast()
                return parts
            }
            complete.forEach { lineSink.yield($0) }
        }
        process.terminationHandler = { process in
            endSink.yield(process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus)
            endSink.finish()
        }
        try process.run()
        self.process.withLock { $0 = process }
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
        process.withLock { process in
            if let process, process.isRunning { kill(process.processIdentifier, number) }
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
    public static func run(
        _ name: String, _ arguments: [String], environment: [String: String] = [:]
    ) async throws -> (status: Int32, output: String) {
        let program = try RunningProgram(name, arguments, environment: environment)
        let output = await program.output()
        return (await program.end(), output)
    }
}
