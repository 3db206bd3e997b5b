// SPDX-License-Identifier: Apache-2.0

/// Why the server itself turns a request down, before the application has seen it whole.
struct HTTPRefusal: Error, Hashable {
    /// The status of the answer.
    let status: Int
    /// One sentence for people.
    let reason: String

    init(_ status: Int, _ reason: String) {
        self.status = status
        self.reason = reason
    }
}
