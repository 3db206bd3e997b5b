// SPDX-License-Identifier: Apache-2.0

/// How a run of gnomectl ended, for scripts; numbers above 63 are those of `sysexits.h`.
enum ExitCode: Int32, Sendable, CaseIterable {
    case success = 0
    case failure = 1
    case usage = 64
    case unreachable = 69
    case temporary = 75
    case denied = 77
    case configuration = 78

    /// When it is given, for the help.
    var meaning: String {
        switch self {
        case .success: "Done; also after help and version."
        case .failure: "The request failed: not found, refused by the server, a file that can't be read."
        case .usage: "The command line is wrong."
        case .unreachable: "The server can't be reached, or did not answer in time."
        case .temporary: "The server can't do it now; the same command may succeed later."
        case .denied: "Not permitted: the token or password is missing, wrong or not enough."
        case .configuration: "The environment or a file that gnomectl itself needs is wrong."
        }
    }
}
