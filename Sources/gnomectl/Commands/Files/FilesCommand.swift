// SPDX-License-Identifier: Apache-2.0

/// `files`: data files of receivers, without a server.
enum FilesCommand {
    static let command = Command(
        "files", abstract: "Look into data files of receivers.", subcommands: [FilesInspect.command])
}
