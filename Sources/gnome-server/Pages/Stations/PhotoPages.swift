// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeTransport

/// The pages on which photos of a station are added and taken away.
struct PhotoPages: Sendable {
    private static let fields = [
        Field(
            "picture", "Picture", .file(StationPhoto.MediaType.allCases.map(\.rawValue)), isRequired: true,
            help:
                "JPEG, PNG or WebP of at most \(StationPhoto.byteLimit >> 20) MiB. What the camera wrote down beside the picture, such as the place, is left out."
        ),
        Field("caption", "Caption", .line(0...200), example: "The mast from the south"),
    ]
    private let context: ServerContext
    private var api: PhotosAPI { PhotosAPI(context) }

    init(_ context: ServerContext) { self.context = context }

    var operations: [Operation] { add.operations + remove.operations }

    private var add: FormPage {
        FormPage(
            context: context, path: "/stations/{station}/photos/new", name: "station-photo-new-page",
            operation: api.add, fields: Self.fields, button: "Add the photo",
            // A photo, and what a form adds to it.
            bodyLimit: api.add.bodyLimit + (64 << 10),
            act: { call, typed in
                .json(
                    try await context.addPhoto(
                        typed.files["picture"] ?? [], caption: (typed["caption"] ?? "").trimmed, as: call))
            },
            page: { call, form in
                FormPage.around(form, of: call, "Add a photo", try await context.stationCrumbs(call))
            },
            done: StationPages.back)
    }

    private var remove: ActButton {
        ActButton(
            context: context, path: "/stations/{station}/photos/{photo}/remove", name: "station-photo-remove-send",
            operation: api.remove, done: StationPages.back)
    }
}
