// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// Who asks, as far as it was proven.
struct Caller: Sendable, Hashable {
    /// What they may.
    var principal: Principal
    /// What the audit calls them.
    var author: Author
    /// What their forms carry; empty where there is no session, so that no form of theirs is taken.
    var proof = FormProof(value: "")
}
