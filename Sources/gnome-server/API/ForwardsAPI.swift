// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport

/// Where stored frames are passed on to, in JSON; for administrators, because addresses may hold secrets.
struct ForwardsAPI: Sendable {
    private let context: ServerContext
    private var forwarding: Forwarding { context.forwarding }

    init(_ context: ServerContext) { self.context = context }

    var operations: [Operation] {
        let read = Access.permission(.readServer, on: .server)
        let manage = Access.permission(.manageServer, on: .server)
        // Which of these there are depends on its kind.
        let forward = Schema(of: ForwardView.self).adding([
            .optional("url", .text()), .optional("exchange", .text()), .optional("routing", .text()),
        ])
        return [
            .api(
                "GET", "/forwards", "forwards", access: read,
                Contract(
                    "Lists where stored frames are passed on to, with how far each has come.",
                    answers: .json(schema: .page(of: forward))), handler: list),
            .api(
                "PUT", "/forwards/{forward}", "forward-add", access: manage, bodyLimit: 65_536,
                Contract(
                    "Passes stored frames on to one more place.", body: .json(ForwardRequest.fields.schema),
                    answers: .json(schema: forward, status: 201)), handler: add),
            .api(
                "DELETE", "/forwards/{forward}", "forward-remove", access: manage,
                Contract("Passes nothing on there any more.", answers: .json(schema: forward)), handler: remove),
            .api(
                "POST", "/forwards/{forward}/pause", "forward-pause", access: manage,
                Contract("Halts a forward.", answers: .json(schema: forward)), handler: pause),
            .api(
                "POST", "/forwards/{forward}/resume", "forward-resume", access: manage,
                Contract("Lets a forward go on.", answers: .json(schema: forward)), handler: resume),
            .api(
                "POST", "/forwards/{forward}/replay", "forward-replay", access: manage, bodyLimit: 4096,
                Contract(
                    "Lets a forward begin again with what was received from a moment on.",
                    body: .json(.object([.init("from", .moment, "From when on.")])), answers: .json(schema: forward)),
                handler: replay),
        ]
    }

    /// All of them, by name; there are never many.
    @Sendable private func list(_ call: Call) async throws -> HTTPResponse {
        let items = try await forwarding.service.statuses().map { view($0) }
        return .json(PageView(items: items, next: ForwardName?.none))
    }

    @Sendable private func add(_ call: Call) async throws -> HTTPResponse {
        let name = try call.forward()
        let wanted = try ForwardRequest(call.body)
        try wanted.check(allowedAddresses: forwarding.carriers.allowedAddresses)
        if wanted.target.kind == .events, forwarding.carriers.broker == nil {
            throw Problem.meaningless("kind: this server publishes no events; set amqp.url, and amqp.events = on.")
        }
        guard try await !forwarding.service.statuses().contains(where: { $0.forward.name == name }) else {
            throw StoreError(.conflict, "There is a forward “\(name)” already.")
        }
        let made = wanted.target.kind == .webhook && wanted.secret == nil
        let secret = made ? "gnomehook_" + Secrets.randomBytes(32).hex : wanted.secret
        let file = forwarding.carriers.secret(of: name)
        // On the disk before the forward, and in its place after it: of two who want the name, only one gets it.
        let prepared = try secret.map { (secret) throws(StoreError) in try file.prepare(secret) }
        defer { prepared?.delete() }
        let status = try await forwarding.service.add(
            name, to: wanted.target, from: wanted.start, by: call.caller.author, at: context.now())
        if let prepared { try file.take(from: prepared) }
        tell("a forward was added", name)
        return .json(view(status, secret: made ? secret : nil), status: 201)
    }

    @Sendable private func remove(_ call: Call) async throws -> HTTPResponse {
        let name = try call.forward()
        let status = try await forwarding.service.statuses().first { $0.forward.name == name }
        try await forwarding.service.remove(name, by: call.caller.author, at: context.now())
        forwarding.carriers.secret(of: name).delete()
        tell("a forward was removed", name)
        guard let status else { throw Problem.notFound("There is no forward “\(name)”.") }
        return .json(view(status))
    }

    @Sendable private func pause(_ call: Call) async throws -> HTTPResponse {
        try await steer(call, "a forward was halted") { try await forwarding.service.pause($0, by: $1, at: $2) }
    }

    @Sendable private func resume(_ call: Call) async throws -> HTTPResponse {
        try await steer(call, "a forward goes on") { try await forwarding.service.resume($0, by: $1, at: $2) }
    }

    @Sendable private func replay(_ call: Call) async throws -> HTTPResponse {
        let name = try call.forward()
        let start = try ForwardRequest.replayStart(call.body)
        let status = try await forwarding.service.replay(
            name, from: start, by: call.caller.author, at: context.now())
        tell("a forward begins again", name, ["from": .string("\(start)")])
        return .json(view(status))
    }

    /// Does an act that needs nothing but the forward in the path, and shows the forward as it is afterwards.
    private func steer(
        _ call: Call, _ message: String,
        _ act: (ForwardName, Author, Timestamp) async throws -> ForwardService.Status
    ) async throws -> HTTPResponse {
        let name = try call.forward()
        let status = try await act(name, call.caller.author, context.now())
        tell(message, name)
        return .json(view(status))
    }

    private func view(_ status: ForwardService.Status, secret: String? = nil) -> ForwardView {
        ForwardView(status, at: context.now(), policy: forwarding.policy, secret: secret)
    }

    /// Logs what a person did, and lets it have its effect at once.
    private func tell(_ message: String, _ name: ForwardName, _ more: [String: JSONValue] = [:]) {
        context.log(.info, message, more.merging(["forward": .string(name.rawValue)]) { _, new in new })
        forwarding.forwarder.wake()
    }
}

extension Call {
    /// The name of a forward in the path.
    fileprivate func forward() throws(Problem) -> ForwardName {
        guard let name = ForwardName(rawValue: self["forward"]) else {
            throw .invalid("name: expected 1 to 40 small letters, digits and hyphens, not beginning with a hyphen.")
        }
        return name
    }
}
