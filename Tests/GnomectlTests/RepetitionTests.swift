// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeTransport
import Synchronization
import Testing

@testable import gnomectl

@Suite("Asking again for what was lost")
struct RepetitionTests {
    /// Runs gnomectl at a server that does one thing after the other, and the last for ever.
    private static func run(
        _ answers: Result<HTTPResponse, TransportError>..., line: String = "projects add P",
        expecting code: ExitCode = .success, sleeps: Int = 99
    ) async throws -> World {
        let rest = Mutex(answers)
        return try await World.run(line, expecting: code, sleeps: sleeps) { _ throws(TransportError) in
            try rest.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }.get()
        }
    }

    private static let made = Result<HTTPResponse, TransportError>.success(.json(Samples.project(), status: 201))
    private static let lost = Result<HTTPResponse, TransportError>.failure(TransportError(.unreachable, "gone"))
    private static let busy = Result<HTTPResponse, TransportError>.success(
        {
            var response = HTTPResponse.problem(409, "It is at work.")
            response.headers["Retry-After"] = "1"
            return response
        }())

    private static func keys(_ world: World) -> [String?] { world.requests.map { $0.headers["Idempotency-Key"] } }

    @Test("what creates something is asked for once more by the same key where its answer is lost")
    func lostAnswer() async throws {
        for code in [TransportError.Code.unreachable, .timeout] {
            let world = try await Self.run(.failure(TransportError(code, "gone")), Self.made)
            let keys = Self.keys(world)
            #expect(keys.count == 2 && keys[0] == keys[1] && keys[0]?.count == 32)
            #expect(world.requests.map(\.body) == [world.requests[0].body, world.requests[0].body])
            #expect(try await Self.keys(Self.run(Self.made)) != [keys[0]])
        }
    }

    @Test("where the server still does it, its answer is waited for")
    func atWork() async throws {
        let world = try await Self.run(Self.lost, Self.busy, Self.busy, Self.made)
        #expect(world.requests.count == 4 && Set(Self.keys(world)).count == 1)
    }

    @Test("nobody is asked for ever, and what is told in the end is what was met")
    func givesUp() async throws {
        let away = try await Self.run(Self.lost, expecting: .unreachable)
        #expect(away.requests.count == 2)
        let stuck = try await Self.run(Self.busy, expecting: .failure)
        #expect(stuck.requests.count == 11 && stuck.messages.contains("It is at work."))
        let interrupted = try await Self.run(Self.lost, expecting: .unreachable, sleeps: 0)
        #expect(interrupted.requests.count == 1)
    }

    @Test("what is refused is not asked for again, nor what only looks or can't be repeated")
    func once() async throws {
        let refused = try await Self.run(.success(.problem(409, "There is one.")), expecting: .failure)
        #expect(refused.requests.count == 1)
        for line in ["projects list", "receivers show SG-F28CRPI33503"] {
            let world = try await Self.run(Self.lost, line: line, expecting: .unreachable)
            #expect(Self.keys(world) == [nil], "\(line)")
        }
        let denied = try await Self.run(.failure(TransportError(.invalid, "no")), expecting: .failure)
        #expect(denied.requests.count == 1)
    }
}
