// SPDX-License-Identifier: Apache-2.0

/// The bytes of a file that are still to be read.
struct PictureBytes {
    private(set) var rest: ArraySlice<UInt8>

    init(_ bytes: some Sequence<UInt8>) { rest = ArraySlice(bytes) }

    var isEmpty: Bool { rest.isEmpty }

    /// The next bytes; nothing where there are not so many.
    mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, count <= rest.count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    mutating func byte() -> UInt8? { rest.popFirst() }

    /// A number whose first byte counts most.
    mutating func bigEndian(_ count: Int) -> Int? { take(count).map { $0.reduce(0) { $0 << 8 | Int($1) } } }

    /// A number whose last byte counts most.
    mutating func littleEndian(_ count: Int) -> Int? {
        take(count).map { $0.reversed().reduce(0) { $0 << 8 | Int($1) } }
    }
}

extension Int {
    /// So many bytes of it, of which the first counts most.
    func bigEndian(_ count: Int) -> [UInt8] {
        (0..<count).reversed().map { UInt8(truncatingIfNeeded: self >> (8 * $0)) }
    }

    /// So many bytes of it, of which the last counts most.
    func littleEndian(_ count: Int) -> [UInt8] { bigEndian(count).reversed() }
}
