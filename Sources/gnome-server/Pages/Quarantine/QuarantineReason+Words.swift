// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension QuarantineReason {
    /// The reason in words, for pages; commands and the API take its code.
    var words: String { rawValue.replacing("-", with: " ") }
}
