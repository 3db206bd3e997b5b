// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeTransport

extension ServerContext {
    /// Everything that the server does, in the order of the document.
    var operations: [Operation] {
        let api: [[Operation]] = [
            SessionAPI(self).operations, ProjectsAPI(self).operations, PeopleAPI(self).operations,
            StationsAPI(self).operations, PhotosAPI(self).operations, LandownerAPI(self).operations,
            DeploymentsAPI(self).operations, ReceiversAPI(self).operations,
            RegistrationAPI(self).operations, ConflictsAPI(self).operations,
            MessagesAPI(self).operations, SeriesAPI(self).operations, QuarantineAPI(self).operations,
            JobsAPI(self).operations, ForwardsAPI(self).operations, BrokerAPI(self).operations,
            AuditAPI(self).operations,
        ]
        let machines = [
            AgentRoutes(self).operations, BrokerAuthRoutes(self).operations, HealthRoutes(self).operations,
        ]
        let pages = [
            Pages.operations, LogInPages(self).operations, AccountPages(self).operations,
            PeoplePages(self).operations, ProjectPages(self).operations,
            StationPages(self).operations, PhotoPages(self).operations, LandownerPages(self).operations,
            ReceiverPages(self).operations, ReceiverForms(self).operations, BulkPages(self).operations,
            NewcomersPage(self).operations, ImportPage(self).operations, ConflictsPage(self).operations,
            QuarantinePages(self).operations, AuditPage(self).operations,
        ]
        let described = api.flatMap(\.self)
        let document = OpenAPIDocument(described + DocumentsAPI(openAPI: .null).operations)
        return described + DocumentsAPI(openAPI: document.json).operations + (machines + pages).flatMap(\.self)
    }

    /// Does an operation for whoever asks, where they may and ask as the contract says.
    func perform(
        _ operation: Operation, _ request: HTTPRequest, _ parameters: HTTPParameters
    ) async throws -> HTTPResponse {
        // A receiver shows its key where people show who they are.
        let identity =
            operation.access == .receiver ? Identity(.nobody(at: request.head)) : try await identify(request.head)
        let call = Call(
            request: request, parameters: parameters, caller: identity.caller, proof: identity.proof)
        do {
            if identity.isOfCookie, !request.head.isSafe { try requireSameOrigin(request.head) }
            // Pages read it from their forms.
            if operation.surface != .page { try requireProof(identity, request.head) }
            return try await perform(operation, call)
        } catch {
            await note(error, of: operation.name, call)
            throw error
        }
    }

    private func perform(_ operation: Operation, _ call: Call) async throws -> HTTPResponse {
        try await authorize(call, for: operation.access)
        if let contract = operation.contract { try contract.check(call) }
        guard operation.isRepeatable, let repeatable = try RepeatableRequest(call, at: now()) else {
            return try await operation.handler(call)
        }
        if let answer = try await repeatable.answer(in: store) { return answer }
        return try await repeatable.answer(in: store) { try await operation.handler(call) }
    }

    /// Writes down in the audit what somebody was denied who has said who they are.
    func note(_ error: any Error, of operation: String, _ call: Call) async {
        guard call.caller.principal.standing != .anonymous, Problem(answering: error)?.status == 403 else { return }
        do { try await denials.deny(call.caller.author, operation, at: now()) } catch {
            log(.warning, "a denial can't be written down in the audit", ["error": .string(String(reflecting: error))])
        }
    }
}

extension Contract {
    /// Refuses what the contract does not name, so that a misspelt filter does not pass for no filter, and what lacks what it
    /// asks for.
    ///
    /// - Throws: `Problem` 400 that names it, and what may stand there.
    func check(_ call: Call) throws(Problem) {
        guard body?.isRequired != true || !call.body.isEmpty else { throw .invalid("The request must have a body.") }
        if let missing = query.first(where: { $0.isRequired && (call.query($0.name) ?? "").isEmpty }) {
            throw .invalid("\(missing.name): must be given. \(missing.help)")
        }
        // The form on a page sends every item, and an empty one says nothing; a program that sends one has forgotten what.
        if let empty = query.first(where: { call.query($0.name) == "" && !$0.schema.takesEmptyText }) {
            throw .invalid("\(empty.name): is empty. Leave it out, or say what is meant.")
        }
        for item in query {
            guard let limit = item.schema.longest, let value = call.query(item.name) else { continue }
            guard value.unicodeScalars.count <= limit else {
                throw .invalid("\(item.name): expected at most \(limit) characters.")
            }
        }
        let known = query.map(\.name)
        guard let unknown = call.head.query.first(where: { !known.contains($0.name) }) else { return }
        throw .invalid(
            "\(unknown.name.prefix(64)): unknown; expected "
                + (known.isEmpty ? "no query." : "\(known.sorted().joined(separator: ", ")) or nothing."))
    }
}
