// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore

/// The data files under some paths, in the order of their names.
struct DataFileWalk: Sendable {
    /// The files, as paths.
    private(set) var files: [String] = []
    /// How many files were passed over because an operating system left them there.
    private(set) var junk = 0
    /// Paths that can't be looked at.
    private(set) var unreadable: [String] = []

    /// Walks files and folders, without following links to folders, so that there is no way round in circles.
    init(_ paths: [String]) {
        for path in paths { visit(path, isNamed: true) }
    }

    private mutating func visit(_ path: String, isNamed: Bool) {
        let manager = FileManager.default
        var isFolder = false
        guard manager.fileExists(atPath: path, isDirectory: &isFolder) else {
            unreadable.append(path)
            return
        }
        guard isFolder else {
            files.append(path)
            return
        }
        // A folder that somebody names is looked into even where it is a link.
        guard isNamed || (try? manager.destinationOfSymbolicLink(atPath: path)) == nil else { return }
        guard let names = try? manager.contentsOfDirectory(atPath: path) else {
            unreadable.append(path)
            return
        }
        for name in names.sorted() {
            if DataFileName.isJunk(path: name) {
                junk += 1
            } else {
                visit(path.hasSuffix("/") ? path + name : "\(path)/\(name)", isNamed: false)
            }
        }
    }
}
