// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
public import Testing

/// Real files that lie beside the checkout and are no part of it; tests that want them are skipped where they are absent.
public enum SharedData {
    private static let folder = RunningProgram.packageRoot + "../shared/data/"

    /// Whether they are there.
    public static let isThere = FileManager.default.fileExists(atPath: folder)
    /// Why a test that wants them is skipped.
    public static let skipped: Comment = "no ../shared/data beside this"

    /// The bytes of one of them.
    public static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: folder + path)))
    }
}
