// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport

/// The pages of stations and of what hangs there.
struct StationPages: Sendable {
    private let context: ServerContext

    init(_ context: ServerContext) { self.context = context }

    var operations: [Operation] {
        [
            .page("GET", "/stations", "stations-page", access: .permission(.readStations, on: .list), handler: list),
            .page(
                "GET", "/stations/{station}", "station-page", access: .permission(.readStations, on: .station),
                handler: show),
        ] + add.operations + change.operations + deploy.operations + edit.operations + swap.operations
            + end.operations + undo.operations
    }

    @Sendable private func list(_ call: Call) async throws -> HTTPResponse {
        let page = try await context.stationPage(call)
        let projects = try await context.projectNames(call)
        return Pages.page(
            call, title: "Stations", now: context.now(),
            body: StationListPage(
                stations: page.stations, projects: projects, text: call.query("text") ?? "",
                project: try call.cursor("project").map(ProjectID.init), next: page.next,
                canAdd: projects.filter { call.may(.manageStations, in: $0.key) }
            ).html)
    }

    @Sendable private func show(_ call: Call) async throws -> HTTPResponse {
        let (station, now) = (try call.station(), context.now())
        let view = StationDetailView(try await context.stations.history(of: station), at: now)
        let mayChange = call.may(.manageStations, on: .project(view.station.project))
        let mayLink = call.may(.manageProject, on: .project(view.station.project))
        let links =
            mayLink
            ? try await context.access.tokens(
                matching: TokenFilter(kind: .landowner, station: station), before: nil, limit: 100) : []
        return Pages.page(
            call, title: view.station.name, now: now,
            body: StationPage(
                view: view, photos: try await context.stations.photos(of: station).map(PhotoView.init),
                links: mayLink ? links.map(TokenView.init) : nil, now: now, mayChange: mayChange, proof: call.proof
            ).html)
    }

    private var add: FormPage {
        FormPage(
            context: context, path: "/projects/{project}/stations/new", name: "station-new-page",
            operation: StationsAPI(context).add, fields: StationRequest.fields, button: "Add station",
            page: { call, form in FormPage.around(form, of: call, "New station", Pages.crumbs(.toStations)) },
            done: { _, answer in .see(try answer.value(StationView.self).id.path) })
    }

    private var change: FormPage {
        FormPage(
            context: context, path: "/stations/{station}/edit", name: "station-edit-page",
            operation: StationsAPI(context).change, fields: StationRequest.fields, button: "Save",
            start: { call in
                let station = try await context.require(call.station())
                return FormBody(encoding: station.details, revision: station.revision)
            },
            page: { [self] call, form in try await around(call, "Change the station", form) },
            done: Self.back)
    }

    private var deploy: FormPage {
        FormPage(
            context: context, path: "/stations/{station}/deployments/new", name: "deployment-new-page",
            operation: DeploymentsAPI(context).add, fields: DeploymentRequest.newFields, button: "Deploy",
            start: { _ in
                FormBody(encoding: DeploymentStart(start: context.now(), expectations: Expectations()))
            },
            page: { [self] call, form in try await around(call, "Deploy a receiver", form) },
            done: Self.back)
    }

    private struct DeploymentStart: Encodable {
        var start: Timestamp
        var expectations: Expectations
    }

    private var edit: FormPage {
        FormPage(
            context: context, path: "/deployments/{deployment}/edit", name: "deployment-edit-page",
            operation: DeploymentsAPI(context).change, fields: DeploymentRequest.fields, button: "Save",
            start: { call in
                let view = DeploymentView(try await context.stations.deployment(call.deployment()))
                return FormBody(encoding: view, revision: view.revision)
            },
            page: { [self] call, form in try await ofDeployment(call, "Change the deployment", form) },
            done: Self.backFromDeployment)
    }

    private var swap: FormPage {
        FormPage(
            context: context, path: "/deployments/{deployment}/swap", name: "deployment-swap-page",
            operation: DeploymentsAPI(context).swap, fields: SwapRequest.fields, button: "Swap hardware",
            start: revision,
            page: { [self] call, form in try await ofDeployment(call, "Swap hardware", form) },
            done: { _, answer in .see(try answer.value(SwapView.self).begun.station.path) })
    }

    private var end: FormPage {
        FormPage(
            context: context, path: "/deployments/{deployment}/end", name: "deployment-end-page",
            operation: DeploymentsAPI(context).end, fields: EndRequest.fields, button: "End the deployment",
            start: revision,
            page: { [self] call, form in try await ofDeployment(call, "End the deployment", form) },
            done: Self.backFromDeployment)
    }

    /// Nothing typed yet, about the deployment as it is now.
    @Sendable private func revision(_ call: Call) async throws -> FormBody {
        FormBody(encoding: [String: String](), revision: try await context.require(call.deployment()).revision)
    }

    private var undo: ActButton {
        ActButton(
            context: context, path: "/deployments/{deployment}/undo-swap", name: "deployment-undo-swap-send",
            operation: DeploymentsAPI(context).undoSwap,
            done: Self.backFromDeployment)
    }

    /// Back to the station in the path.
    static let back: FormPage.Done = { call, _ in .see("/stations/\(call["station"])") }

    /// Back to the station of the deployment that was changed.
    private static let backFromDeployment: FormPage.Done = { _, answer in
        .see(try answer.value(DeploymentView.self).station.path)
    }

    /// A page with a form about the station in the path.
    private func around(_ call: Call, _ title: String, _ form: HTML) async throws -> HTTPResponse {
        FormPage.around(form, of: call, title, try await context.stationCrumbs(call))
    }

    /// A page with a form about the deployment in the path.
    private func ofDeployment(_ call: Call, _ title: String, _ form: HTML) async throws -> HTTPResponse {
        let view = DeploymentView(try await context.stations.deployment(call.deployment()))
        return FormPage.around(
            form, of: call, title, Pages.crumbs(.toStations, view.station.link(view.stationName)),
            """
            <p class="name">\(view.serial.text) at \(view.stationName), since \(Moments.absolute(view.start))</p>

            """)
    }
}

extension ServerContext {
    /// The way back to the station in the path.
    func stationCrumbs(_ call: Call) async throws -> HTML {
        let station = try await require(call.station())
        return Pages.crumbs(.toStations, station.id.link(station.details.name))
    }
}
