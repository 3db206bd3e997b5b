// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport

/// What hangs where, in JSON.
struct DeploymentsAPI: Sendable {
    private let context: ServerContext
    private var stations: StationService { context.stations }

    init(_ context: ServerContext) { self.context = context }

    var operations: [Operation] { [list, ofReceiver, add, show, change, remove, end, swap, undoSwap] }

    private var list: Operation {
        .api(
            "GET", "/deployments", "deployments", access: .permission(.readStations, on: .list),
            Contract(
                "Lists what hangs somewhere now, in the order in which it was written down.",
                query: [.after(.integer(0...Int64.max)), .limit],
                answers: .json(PageView<DeploymentView, DeploymentID>.self))
        ) { call in
            let (after, limit) = (try call.cursor("after") ?? 0, try call.pageLimit())
            let served = try await stations.deployments(
                in: call.projects(.readStations), at: context.now(), after: DeploymentID(rawValue: after),
                limit: limit)
            return .json(
                PageView(
                    items: served.map(DeploymentView.init), next: served.cursor(\.deployment.id, limit: limit)))
        }
    }

    private var ofReceiver: Operation {
        .api(
            "GET", "/receivers/{serial}/deployments", "receiver-deployments",
            access: .permission(.readReceivers, on: .receiver),
            Contract(
                "Lists where a receiver hung, in the order in which it began.",
                answers: .json(schema: .page(of: Schema(of: DeploymentView.self))))
        ) { call in
            let receiver = try await context.requireReceiver(call.serial())
            let visible = call.projects(.readStations)
            let served = try await stations.deployments(of: receiver.id)
                .filter { visible?.contains($0.station.project) ?? true }
            return .json(PageView(items: served.map(DeploymentView.init), next: DeploymentID?.none))
        }
    }

    /// Hangs a receiver at a station.
    var add: Operation {
        .api(
            "POST", "/stations/{station}/deployments", "deployment-add",
            access: .permission(.manageStations, on: .station), bodyLimit: 65_536,
            Contract(
                "Hangs a receiver at a station.", body: .json(DeploymentRequest.newFields.schema),
                answers: .json(DeploymentView.self, status: 201))
        ) { call in
            let now = context.now()
            let request = try DeploymentRequest(call.body, from: now)
            let receiver = try await context.receiver(request.serial, thatMayBeDeployedBy: call)
            let deployment = try await stations.deploy(
                request.details(of: receiver.id, at: call.station()), by: call.caller.author, at: now)
            return try await view(deployment.id, status: 201)
        }
    }

    private var show: Operation {
        .api(
            "GET", "/deployments/{deployment}", "deployment", access: .permission(.readStations, on: .deployment),
            Contract("Shows a deployment.", answers: .json(DeploymentView.self))
        ) { call in try await view(call.deployment()) }
    }

    /// Changes a deployment, also one that is long over.
    var change: Operation {
        .api(
            "PUT", "/deployments/{deployment}", "deployment-change",
            access: .permission(.manageStations, on: .deployment), bodyLimit: 65_536,
            Contract(
                "Changes a deployment, also one of the past; what is left out is taken away.",
                body: .json(DeploymentRequest.fields.schema), answers: .json(DeploymentView.self)
            ).conditional
        ) { call in
            let request = try DeploymentRequest(call.body)
            let served = try await stations.deployment(call.deployment())
            var deployment = served.deployment
            // Whoever works at the station may say more of what hangs there, also where the receiver is not theirs.
            let receiver =
                request.serial == served.receiver.serial
                ? served.receiver : try await context.receiver(request.serial, thatMayBeDeployedBy: call)
            deployment.details = request.details(of: receiver.id, at: deployment.details.station)
            deployment.revision = try call.expectedRevision() ?? deployment.revision
            let changed = try await stations.change(deployment, by: call.caller.author, at: context.now())
            return try await view(changed.id)
        }
    }

    private var remove: Operation {
        .api(
            "DELETE", "/deployments/{deployment}", "deployment-remove",
            access: .permission(.manageStations, on: .deployment),
            Contract("Takes a deployment away that never was.", answers: .nothing("It is gone.")).conditional
        ) { call in
            let deployment = try await context.require(call.deployment())
            try await stations.remove(
                deployment.id, seenAs: call.expectedRevision() ?? deployment.revision, by: call.caller.author,
                at: context.now())
            return HTTPResponse(status: 204)
        }
    }

    /// Ends a deployment.
    var end: Operation {
        .api(
            "POST", "/deployments/{deployment}/end", "deployment-end",
            access: .permission(.manageStations, on: .deployment), bodyLimit: 4096,
            Contract(
                "Ends a deployment.", body: .json(EndRequest.fields.schema, isRequired: false),
                answers: .json(DeploymentView.self)
            ).conditional
        ) { call in
            let request = try EndRequest(call.body)
            let deployment = try await context.require(call.deployment())
            let ended = try await stations.end(
                deployment.id, at: request.moment ?? context.now(),
                seenAs: call.expectedRevision() ?? deployment.revision, by: call.caller.author, at: context.now())
            return try await view(ended.id)
        }
    }

    /// Hangs another receiver in the place of one.
    var swap: Operation {
        .api(
            "POST", "/deployments/{deployment}/swap", "deployment-swap",
            access: .permission(.manageStations, on: .deployment), bodyLimit: 4096,
            Contract(
                "Hangs another receiver in the place of one: antennas, expectations and the station's history stay.",
                body: .json(SwapRequest.fields.schema), answers: .json(SwapView.self)
            ).conditional
        ) { call in
            let request = try SwapRequest(call.body)
            let deployment = try await context.require(call.deployment())
            let receiver = try await context.receiver(request.serial, thatMayBeDeployedBy: call)
            let swap = try await stations.swap(
                deployment.id, for: receiver.id, at: request.moment ?? context.now(),
                seenAs: call.expectedRevision() ?? deployment.revision, by: call.caller.author, at: context.now())
            return .json(
                SwapView(
                    ended: DeploymentView(try await stations.deployment(swap.ended.id)),
                    begun: DeploymentView(try await stations.deployment(swap.begun.id)))
            ).revision(swap.begun.revision)
        }
    }

    /// Takes a swap back.
    var undoSwap: Operation {
        .api(
            "POST", "/deployments/{deployment}/undo-swap", "deployment-undo-swap",
            access: .permission(.manageStations, on: .deployment),
            Contract(
                "Takes a swap back: what hung there before goes on.", answers: .json(DeploymentView.self)
            ).conditional
        ) { call in
            let deployment = try await context.require(call.deployment())
            let goingOn = try await stations.undoSwap(
                deployment.id, seenAs: call.expectedRevision() ?? deployment.revision, by: call.caller.author,
                at: context.now())
            return try await view(goingOn.id)
        }
    }

    private func view(_ id: DeploymentID, status: Int = 200) async throws -> HTTPResponse {
        let served = try await stations.deployment(id)
        return .json(DeploymentView(served), status: status).revision(served.deployment.revision)
    }
}

extension Call {
    /// The deployment in the path.
    func deployment() throws(Problem) -> DeploymentID { DeploymentID(rawValue: try number("deployment")) }
}

extension ServerContext {
    /// A deployment that is there.
    ///
    /// - Throws: `Problem` 404 where it is not.
    func require(_ id: DeploymentID) async throws -> Deployment {
        let deployment = try await store.read { store throws(StoreError) in try store.deployment(id) }
        guard let deployment else { throw Problem.notFound("There is no deployment \(id.rawValue).") }
        return deployment
    }

    /// A receiver that is registered.
    ///
    /// - Throws: `Problem` 404 where it is not.
    func requireReceiver(_ serial: Serial) async throws -> Receiver {
        let receiver = try await store.read { store throws(StoreError) in try store.receivers([serial])[serial] }
        guard let receiver else { throw Problem.notFound("No receiver \(serial) is registered.") }
        return receiver
    }

    /// The receiver that somebody wants to hang somewhere, where it is theirs to deploy.
    ///
    /// One that no project owns is the server's: an administrator gives it to a project first.
    ///
    /// - Throws: `InvalidFields` where there is none that the caller may know of; `Problem` 403 where they may not deploy it.
    func receiver(_ serial: Serial, thatMayBeDeployedBy call: Call) async throws -> Receiver {
        let receiver = try await store.read { store throws(StoreError) in try store.receivers([serial])[serial] }
        let missing = InvalidFields([
            InvalidField("serial", "is no receiver of yours that is registered", example: "SG-F28CRPI33503")
        ])
        guard let receiver else { throw missing }
        let owner = receiver.project.map(AccessPolicy.Owner.project) ?? .server
        switch AccessPolicy.decide(.operateReceivers, on: owner, by: call.caller.principal) {
        case .allowed: return receiver
        case .forbidden: throw Problem.forbidden
        case .hidden, .unauthenticated: throw missing
        }
    }
}
