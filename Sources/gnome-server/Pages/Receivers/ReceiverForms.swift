// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeTransport

/// The pages on which something is done with one receiver, each with what follows from it.
struct ReceiverForms: Sendable {
    /// What can be done, by the last part of the page's address.
    enum Form: String, CaseIterable, Sendable {
        case accept, reject, decommission, restore
        case rotateKey = "rotate-key"
        case edit

        var title: String {
            switch self {
            case .accept: "Accept it"
            case .reject: "Reject it"
            case .decommission: "Decommission it"
            case .restore: "Restore it"
            case .rotateKey: "Give it a new key"
            case .edit: "Change name or owner"
            }
        }

        /// What can be done with a receiver in a state by who manages it.
        static func open(in state: Receiver.Registration) -> [Form] {
            switch state {
            case .pending, .preauthorised: [.accept, .reject, .rotateKey]
            case .accepted: [.rotateKey, .decommission]
            case .rejected: [.accept]
            case .decommissioned: [.restore]
            }
        }

        /// What follows from it, in words.
        fileprivate var about: HTML {
            switch self {
            case .accept: "What it has sent so far is taken in, in the order in which it came."
            case .reject:
                "What it has sent so far is dropped, and counted; what it still sends waits in quarantine. That can't be undone."
            case .decommission:
                "Its deployment ends now, and it can't log in any more. Its history stays. Within 30 days it can be restored."
            case .restore: "It is in service again, and what it has sent since is taken in. Hang it at a station anew."
            case .rotateKey:
                "The key that it has ends at once: until the new one is on its card, what it sends waits in quarantine."
            case .edit: "Whoever works in the project that owns it sees it."
            }
        }
    }

    private let context: ServerContext
    private var api: RegistrationAPI { RegistrationAPI(context) }

    init(_ context: ServerContext) { self.context = context }

    var operations: [Operation] { Form.allCases.flatMap { page($0).operations } + register.operations }

    private func page(_ form: Form) -> FormPage {
        let (operation, fields): (Operation, [Field]) =
            switch form {
            case .accept: (api.act(.accept), RegistrationAPI.acceptance)
            case .reject: (api.act(.reject), [])
            case .decommission: (api.act(.decommission), [])
            case .restore: (api.act(.restore), [])
            case .rotateKey: (api.rotateKey, [])
            case .edit: (api.change, RegistrationAPI.details)
            }
        return FormPage(
            context: context, path: "/receivers/{serial}/\(form.rawValue)",
            name: "receiver-\(form.rawValue)-page", operation: operation, fields: fields, button: form.title,
            start: { call in
                let receiver = try await context.requireReceiver(call.serial())
                let details = Details(name: form == .edit ? receiver.name : nil, project: receiver.project)
                return FormBody(encoding: details, revision: receiver.revision)
            },
            page: { call, html in
                FormPage.around(
                    html, of: call, form.title, try Self.crumbs(call), "<p>\(form.about)</p>\n")
            },
            done: { call, answer in
                guard form == .rotateKey else { return .see(try call.serial().path) }
                return ShownOnce(
                    title: "A new key", crumbs: try Self.crumbs(call),
                    about: "<p>Write it on the card of \(try call.serial().text), as the only key there.</p>",
                    secret: try answer.value(KeyView.self).key
                ).response(to: call)
            })
    }

    private struct Details: Encodable {
        var name: String?
        var project: ProjectID?
    }

    private var register: FormPage {
        FormPage(
            context: context, path: "/projects/{project}/receivers/new", name: "receiver-new-page",
            operation: api.register, fields: RegistrationAPI.wish, button: "Register it",
            page: { call, form in
                FormPage.around(
                    form, of: call, "Register a receiver", try await context.projectCrumbs(call),
                    """
                    <p>It belongs to the project from now on. One that is only expected is shown as such until it is first \
                    heard.</p>

                    """)
            },
            done: { _, answer in
                .see(try answer.value(AddedView.self).receiver.serial.path)
            })
    }

    private static func crumbs(_ call: Call) throws -> HTML { Pages.crumbs(.toReceivers, try call.serial().link) }
}
