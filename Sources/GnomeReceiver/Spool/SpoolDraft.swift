// SPDX-License-Identifier: Apache-2.0

/// A message that is to be kept: it is made once, however often it is tried to keep it, because what makes it may count.
final class SpoolDraft {
    private let tellsDropped: Bool
    private let make: (_ dropped: Int) -> [UInt8]
    private var made: (bytes: [UInt8], told: Int)?

    /// A message that is made when its turn comes.
    ///
    /// - Parameters:
    ///   - tellsDropped: Whether the message tells how many were dropped; not every language has a place for that.
    ///   - make: The message, given how many messages were dropped and not told of yet.
    init(tellsDropped: Bool, _ make: @escaping (_ dropped: Int) -> [UInt8]) {
        self.tellsDropped = tellsDropped
        self.make = make
    }

    /// The bytes, and how many dropped messages they tell of: as many as there were when they were made.
    func bytes(dropped: Int) -> (bytes: [UInt8], told: Int) {
        if let made, made.told <= dropped { return made }
        let told = tellsDropped ? dropped : 0
        let bytes = make(told)
        made = (bytes, told)
        return (bytes, told)
    }
}
