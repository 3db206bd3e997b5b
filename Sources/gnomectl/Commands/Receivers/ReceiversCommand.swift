// SPDX-License-Identifier: Apache-2.0

/// `receivers`: the register.
enum ReceiversCommand {
    static let command = Command(
        "receivers", abstract: "List, show, register and accept receivers.",
        subcommands: [
            ReceiversList.command, ReceiversShow.command, ReceiversSeries.command, ReceiversAdd.command,
            ReceiversImportMotus.command,
        ])
}
