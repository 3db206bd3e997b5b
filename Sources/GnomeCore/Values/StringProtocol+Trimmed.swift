// SPDX-License-Identifier: Apache-2.0

extension StringProtocol {
    /// The text without blanks at either end.
    package var trimmed: String { trimmed(of: \.isWhitespace) }

    /// The text without what may be left out at either end.
    package func trimmed(of isEdge: (Character) -> Bool) -> String {
        guard let start = firstIndex(where: { !isEdge($0) }), let end = lastIndex(where: { !isEdge($0) }) else {
            return ""
        }
        return String(self[start...end])
    }
}
