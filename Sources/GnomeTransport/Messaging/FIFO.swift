// SPDX-License-Identifier: Apache-2.0

/// A line of elements: they join at the end and leave at the front, both in constant time on average.
///
/// What has left is freed when it makes up half of the storage, so a line never holds more than twice what is in it.
struct FIFO<Element> {
    private var storage: [Element] = []
    private var head = 0

    var count: Int { storage.count - head }
    var isEmpty: Bool { head == storage.count }
    var first: Element? { isEmpty ? nil : storage[head] }

    /// What is in the line, from the front.
    var elements: ArraySlice<Element> { storage[head...] }

    /// The element at a place in the line, the front being 0.
    subscript(place: Int) -> Element {
        get { storage[head + place] }
        set { storage[head + place] = newValue }
    }

    mutating func append(_ element: Element) { storage.append(element) }
    mutating func append(contentsOf elements: some Sequence<Element>) { storage.append(contentsOf: elements) }

    mutating func popFirst() -> Element? {
        guard let first else { return nil }
        drop(1)
        return first
    }

    /// Takes up to so many elements from the front.
    mutating func popFirst(upTo limit: Int) -> [Element] {
        if head == 0, limit >= storage.count { return removeAll() }
        let taken = Array(storage[head...].prefix(max(0, limit)))
        drop(taken.count)
        return taken
    }

    /// Takes everything.
    mutating func removeAll() -> [Element] {
        defer { self = FIFO() }
        return head == 0 ? storage : Array(storage[head...])
    }

    /// Takes everything that satisfies a condition; the rest stays in order.
    mutating func removeAll(where isTaken: (Element) -> Bool) {
        storage.removeSubrange(..<head)
        head = 0
        storage.removeAll(where: isTaken)
    }

    private mutating func drop(_ count: Int) {
        head += count
        if head * 2 >= storage.count {
            storage.removeSubrange(..<head)
            head = 0
        }
    }
}

extension FIFO: Sendable where Element: Sendable {}
