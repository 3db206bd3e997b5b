// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// `receivers`: the register.
enum ReceiversCommand {
    static let command = Command(
        "receivers", abstract: "List, show and register receivers; put them into service, and take them out.",
        subcommands: [
            ReceiversList.command, ReceiversShow.command, ReceiversSeries.command, ReceiversAdd.command,
            ReceiversImport.command, ReceiversImportMotus.command,
        ] + ReceiversActs.commands + [
            ReceiversEdit.command, ReceiversWait.command, ReceiversRotateKey.command, ReceiversCredentials.command,
        ])

    /// The receiver that a command is about.
    static let serial = Parameter.argument("serial", .serial, help: "The receiver, like SG-F28CRPI33503.")
}
