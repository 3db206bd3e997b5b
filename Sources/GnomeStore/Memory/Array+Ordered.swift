// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension Array {
    /// The first place whose element, and every element behind it, is as asked; the end where none is.
    func firstPlace(where isBehind: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// The elements from a moment on and before another, of elements in the order of moments.
    func from(_ start: Timestamp, to end: Timestamp, by moment: (Element) -> Timestamp) -> ArraySlice<Element> {
        let first = firstPlace { moment($0) >= start }
        return self[first..<Swift.max(first, firstPlace { moment($0) >= end })]
    }
}

extension Sequence {
    /// The first elements, at most so many; none for a negative limit, as in SQL.
    func first(_ limit: Int) -> [Element] { Array(prefix(Swift.max(0, limit))) }
}
