// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeTransport

/// The pages on which photos of a station are added and taken away.
struct PhotoPages: Sendable {
    private static let fields = [
        Field(
            "picture", "Picture", .file(StationPhoto.MediaType.allCases.map(\.rawValue)), isRequired: true,
            help: "JPEG, PNG or WebP of at most \(StationPhoto.byteLimit >> 20) MiB."),
        Field("caption", "Caption", .line(0...200), example: "The mast from the south"),
    ]
    private static let pattern = "/stations/{station}/photos/new"
    private let context: ServerContext

    init(_ context: ServerContext) { self.context = context }

    var operations: [Operation] {
        let api = PhotosAPI(context)
        return [
            .page("GET", Self.pattern, "station-photo-new-page", access: api.add.access) { call in
                try await page(call, Self.form(call))
            },
            .page(
                "POST", Self.pattern, "station-photo-new-page-send", access: api.add.access,
                bodyLimit: api.add.bodyLimit + (64 << 10), handler: send),
        ]
            + ActButton(
                context: context, path: "/stations/{station}/photos/{photo}/remove", name: "station-photo-remove-send",
                operation: api.remove, done: { call, _ in .see("/stations/\(call["station"])") }
            ).operations
    }

    @Sendable private func send(_ call: Call) async throws -> HTTPResponse {
        let typed = try call.form()
        do {
            _ = try await context.addPhoto(
                typed.files["picture"] ?? [], caption: (typed["caption"] ?? "").trimmed, as: call)
            return .see("/stations/\(call["station"])")
        } catch let error as any Classified where [.invalid, .conflict].contains(error.disposition) {
            let problem = Problem(error)
            var form = Self.form(call, typed)
            (form.problems, form.trouble) = (problem.fields, problem.fields.isEmpty ? problem.detail : nil)
            var response = try await page(call, form)
            response.status = problem.status
            return response
        }
    }

    private static func form(_ call: Call, _ typed: FormBody = FormBody()) -> Form {
        Form(action: call.head.escapedPath, fields: fields, button: "Add the photo", proof: call.proof, typed: typed)
    }

    private func page(_ call: Call, _ form: Form) async throws -> HTTPResponse {
        let station = try await context.require(call.station())
        return FormPage.around(
            form.html, of: call, "Add a photo", StationPages.crumbs(station.id, station.details.name))
    }
}
