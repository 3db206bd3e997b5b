// SPDX-License-Identifier: Apache-2.0

extension DataFileName {
    /// Whether a path in an archive or on a card is something that an operating system left there.
    ///
    /// Folders of Mac and Windows, and their files about files (`receivers.md` §2.2). Nothing else is junk: a file with
    /// a name that nobody knows is to be kept.
    ///
    /// - Parameter path: A relative path, with `/` or `\` between its components.
    public static func isJunk(path: String) -> Bool {
        path.utf8.split(whereSeparator: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }).contains { component in
            let name = String(Substring(component)).lowercased()
            return junkNames.contains(name) || name.hasPrefix("._")
        }
    }

    private static let junkNames: Set<String> = [
        "__macosx", "system volume information", ".trashes", ".ds_store", "desktop.ini", "thumbs.db",
    ]
}
