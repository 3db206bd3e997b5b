// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeTransport

extension ServerContext {
    /// Everything that the server does, in the order of the document.
    var operations: [Operation] {
        let described =
            ReceiversAPI(self).operations + StationsAPI(self).operations + DeploymentsAPI(self).operations
            + MessagesAPI(self).operations + SeriesAPI(self).operations
            + QuarantineAPI(self).operations + JobsAPI(self).operations + ForwardsAPI(self).operations
            + BrokerAPI(self).operations
        let document = OpenAPIDocument(described + DocumentsAPI(openAPI: .null).operations)
        return described + DocumentsAPI(openAPI: document.json).operations + AgentRoutes(self).operations
            + BrokerAuthRoutes(self).operations + HealthRoutes(self).operations + Pages(self).operations
            + StationPages(self).operations
            + QuarantinePages(self).operations
    }

    /// Does an operation for whoever asks, where they may and ask as the contract says.
    func perform(
        _ operation: Operation, _ request: HTTPRequest, _ parameters: HTTPParameters
    ) async throws -> HTTPResponse {
        let caller = operation.access == .receiver ? Caller.nobody(at: request.head) : try await caller(request.head)
        let call = Call(request: request, parameters: parameters, caller: caller)
        try await authorize(call, for: operation.access)
        if let contract = operation.contract { try contract.check(call) }
        return try await operation.handler(call)
    }
}

extension Contract {
    /// Refuses what the contract does not name, so that a misspelt filter does not pass for no filter.
    ///
    /// - Throws: `Problem` 400 that names it, and what may stand there.
    func check(_ call: Call) throws(Problem) {
        let known = query.map(\.name)
        guard let unknown = call.head.query.first(where: { !known.contains($0.name) }) else { return }
        throw .invalid(
            "\(unknown.name.prefix(64)): unknown; expected "
                + (known.isEmpty ? "no query." : "\(known.sorted().joined(separator: ", ")) or nothing."))
    }
}
