// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport

/// The lives of receivers, in JSON: into a project, in and out of service, and how they register themselves.
struct RegistrationAPI: Sendable {
    private let context: ServerContext
    private static let manage = Access.permission(.manageReceivers, on: .receiver)

    init(_ context: ServerContext) { self.context = context }

    var operations: [Operation] {
        [register, importList, enrol, change, rotateKey]
            + [ReceiverLife.Act.accept, .reject, .decommission, .restore].map(act)
    }

    static let wish = [
        Field("serial", "Serial", .serial, isRequired: true, example: "SG-F28CRPI33503"),
        Field("name", "Name", .line(1...100), example: "Cabot Head"),
        Field(
            "key", "Key", .line(16...256),
            help: "The key of its card, as it sends it; left empty, the first that it shows is trusted."),
        Field("isExpected", "Expected: its first contact puts it into service", .flag),
    ]

    /// Registers a receiver of a project.
    var register: Operation {
        .api(
            "POST", "/projects/{project}/receivers", "receiver-register",
            access: .permission(.manageReceivers, on: .project), bodyLimit: 8192,
            Contract(
                "Registers a receiver of a project, or says that it is expected.", body: .json(Self.wish.schema),
                answers: .json(AddedView.self, status: 201)
            ).conditional
        ) { call in
            var reader = try FieldReader(call.body, of: Self.wish)
            let (serial, name, key) = (reader.serial("serial"), reader.text("name"), reader.text("key"))
            let act: ReceiverLife.Act = reader.flag("isExpected") ?? false ? .preauthorise : .add
            try reader.finish(key.map(ReceiverImport.keyProblems) ?? [])
            guard let serial else { throw Problem.invalid("serial must be given.") }
            let wish = ReceiverWish(
                act, serial, project: try call.project(), name: name, key: key.flatMap(Secrets.digest(ofKey:)))
            return try await fulfil(wish, call, status: 201)
        }
    }

    /// Puts a receiver into service, or takes it out.
    func act(_ act: ReceiverLife.Act) -> Operation {
        let summary =
            switch act {
            case .accept: "Accepts a receiver, and takes in what waited for that."
            case .reject: "Rejects a receiver; what waited of it is dropped, and counted."
            case .decommission: "Ends a receiver's service: its credentials are void, its history stays."
            default: "Takes a receiver back into service."
            }
        let fields = act == .accept ? Self.acceptance : []
        return .api(
            "POST", "/receivers/{serial}/\(act.rawValue)", "receiver-\(act.rawValue)", access: Self.manage,
            bodyLimit: fields.isEmpty ? 0 : 4096,
            Contract(
                summary, body: fields.isEmpty ? nil : .json(fields.schema, isRequired: false),
                answers: .json(AddedView.self)
            ).conditional
        ) { call in
            var reader = try FieldReader(call.body, of: fields)
            let project = fields.isEmpty ? nil : reader.project("project")
            try reader.finish()
            let serial = try call.serial()
            _ = try await context.requireReceiver(serial)
            return try await fulfil(ReceiverWish(act, serial, project: project), call)
        }
    }

    /// What whoever accepts a receiver may say.
    static let acceptance = [
        Field("project", "Project", .project, help: "Who owns it from now on; left empty, that stays as it is.")
    ]

    static let details = [
        Field("name", "Name", .line(1...100), example: "Cabot Head"),
        Field("project", "Project", .project, help: "Who owns it."),
    ]

    /// Gives a receiver another name or owner.
    var change: Operation {
        .api(
            "PATCH", "/receivers/{serial}", "receiver-change", access: .permission(.manageServer, on: .server),
            bodyLimit: 8192,
            Contract(
                "Gives a receiver another name or owner; what is left out is taken away.",
                body: .json(Self.details.schema), answers: .json(ReceiverView.self)
            ).conditional
        ) { call in
            var reader = try FieldReader(call.body, of: Self.details)
            let (name, project) = (reader.text("name"), reader.project("project"))
            try reader.finish()
            let receiver = try await context.requireReceiver(call.serial())
            let overview = try await context.registration.change(
                receiver.serial, name: name, project: project,
                seenAs: call.expectedRevision() ?? receiver.revision, by: call.caller.author, at: context.now())
            return .json(ReceiverView(overview, at: context.now(), policy: context.policy))
                .revision(overview.receiver.revision)
        }
    }

    /// How large a list may be that comes over HTTP.
    private static let listLimit = 4 << 20
    /// A row in JSON: what is in it is judged row by row.
    private static let row = Schema.object(
        ReceiverImport.columns.map {
            Schema.Property($0, Schema.text().orNull, isRequired: $0 == "serial")
        })

    /// Takes a list of receivers into a project.
    var importList: Operation {
        .api(
            "POST", "/projects/{project}/receivers/import", "receivers-import",
            access: .permission(.manageReceivers, on: .project), bodyLimit: Self.listLimit,
            Contract(
                "Takes a list of receivers in, in CSV or as JSON; each row as a whole or not at all, and twice changes "
                    + "nothing.",
                query: [.init("dryRun", .oneOf(["true", "false"]), "Whether to change nothing and only tell.")],
                body: .either([
                    "application/json": .list(Self.row, atMost: ReceiverImport.rowLimit),
                    "text/csv": .text(1...Self.listLimit),
                ]), answers: .json(ImportView.self))
        ) { call in
            let mediaType = call.head.headers["Content-Type"]?.prefix { $0 != ";" }.lowercased()
            let list =
                mediaType == "text/csv" ? try ReceiverImport(csv: call.body) : try ReceiverImport(json: call.body)
            return .json(try await context.importReceivers(list, isDryRun: call.flag("dryRun"), as: call))
        }
    }

    /// Gives a receiver a new key.
    var rotateKey: Operation {
        .api(
            "POST", "/receivers/{serial}/rotate-key", "receiver-rotate-key", access: Self.manage,
            Contract(
                "Gives a receiver a new key in place of the one that it has; the new one is told once.",
                answers: .json(KeyView.self)
            ).conditional
        ) { call in
            let receiver = try await context.requireReceiver(call.serial())
            let key = try await context.registration.rotateKey(
                of: receiver.serial, seenAs: call.expectedRevision() ?? receiver.revision, by: call.caller.author,
                at: context.now())
            return .json(KeyView(serial: receiver.serial, key: key))
        }
    }

    private static let enrolment = [
        Field("serial", "Serial", .serial, isRequired: true, example: "SG-F28CRPI33503"),
        Field("token", "Enrolment token", .line(1...200), isRequired: true),
        Field("key", "Key", .line(16...256), help: "The key of its card; without one, a key is made."),
    ]

    private var enrol: Operation {
        .api(
            "POST", "/registrations", "enrol",
            access: .open(because: "a receiver that is not registered has nothing but an enrolment token"),
            bodyLimit: 4096, isRepeatable: true,
            Contract(
                "Registers the receiver that asks, by an enrolment token; its key is told once.",
                body: .json(Self.enrolment.schema), answers: .json(EnrolledView.self, status: 201, or: 202))
        ) { call in
            var reader = try FieldReader(call.body, of: Self.enrolment)
            let (serial, token, key) = (reader.serial("serial"), reader.text("token"), reader.text("key"))
            try reader.finish()
            guard let serial, let token else { throw Problem.invalid("serial and token must be given.") }
            let enrolled = try await context.registration.enrol(
                serial, key: key, showing: token, from: call.head.remoteAddress, at: context.now())
            guard let enrolled else {
                throw Problem(
                    status: 403, detail: "The enrolment token is wrong, used up, revoked or expired. Ask for another.")
            }
            let view = EnrolledView(enrolled, of: serial)
            return .json(view, status: view.isRegistered ? 201 : 202)
        }
    }

    private func fulfil(_ wish: ReceiverWish, _ call: Call, status: Int = 200) async throws -> HTTPResponse {
        let now = context.now()
        let done = try await context.registration.fulfil(
            wish, claim: call.claim, seenAs: call.expectedRevision(), by: call.caller.author, at: now)
        context.wakeJobs()
        return .json(
            AddedView(
                receiver: ReceiverView(done.overview, at: now, policy: context.policy), outcome: done.outcome,
                released: done.released), status: status
        ).revision(done.overview.receiver.revision)
    }
}

extension ServerContext {
    /// Takes a list of receivers into the project in the path.
    func importReceivers(_ list: ReceiverImport, isDryRun: Bool, as call: Call) async throws -> ImportView {
        let project = try await project(in: call)
        let rows = try await registration.import(
            list, into: [project.details.name: project.id], default: project.id, claim: call.claim, isDryRun: isDryRun,
            by: call.caller.author, at: now())
        return ImportView(rows, isDryRun: isDryRun)
    }
}

extension Call {
    /// What the caller may do with receivers that are in the register already.
    var claim: ReceiverClaim { .person(caller.principal) }
}
