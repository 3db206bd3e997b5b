// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// The command `receivers wait`.
enum ReceiversWait {
    private static let serial = ReceiversCommand.serial
    private static let state = Parameter.option(
        "state", value: "state", ValueForm<ReceiverWait.Goal>.choice, default: "heard", help: "What to wait for.")
    private static let since = Parameter.option(
        "since", value: "time", .time, help: "Only what is heard then or later; for “heard”.")
    private static let timeout = Parameter.option(
        "timeout", value: "duration", .duration, default: "10m", help: "At most so long; then it ends with 75.")

    static let command = Command(
        "wait", abstract: "Wait until a receiver is registered, accepted, heard or deployed.",
        discussion: """
            It asks again after a second, and then less and less often, up to every 15 seconds. A server that goes away for a \
            while is waited for.
            """,
        parameters: [serial.declaration, state.declaration, since.declaration, timeout.declaration]
            + OutputFormat.parameters + ConnectionSettings.parameters
    ) { invocation in
        let goal = invocation[state]
        let wait = ReceiverWait(
            for: invocation[serial], to: goal, since: invocation[since], try invocation.client())
        let receiver = try await wait.run(atMost: invocation[timeout], invocation)
        try invocation.print(
            Rendering(
                receiver, identifiers: [receiver.serial.text], sentence: "\(receiver.serial) is \(goal.rawValue).")
        )
    }
}
