// SPDX-License-Identifier: Apache-2.0

/// `receivers`: the register.
enum ReceiversCommand {
    static let command = Command(
        "receivers", abstract: "List, show, register and accept receivers; let them log in to the broker.",
        subcommands: [
            ReceiversList.command, ReceiversShow.command, ReceiversSeries.command, ReceiversAdd.command,
            ReceiversImportMotus.command, ReceiversCredentials.command,
        ])
}
