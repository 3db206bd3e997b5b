// SPDX-License-Identifier: Apache-2.0

/// How a data file is packed.
///
/// The suffix of a name is a claim. Plain text under `.gz` happens, so what decides is how the bytes begin.
public enum Compression: String, Sendable, Hashable, Codable, CaseIterable {
    case gzip = "gz"
    case lzip = "lz"
    case bzip2 = "bz2"

    /// The packing that a suffix claims, in any case and without its point.
    public init?(suffix: some StringProtocol) { self.init(rawValue: suffix.lowercased()) }

    /// The packing that bytes show by how they begin; nothing where they are not packed, or not in a known way.
    ///
    /// Four bytes are enough. Sources: RFC 1952 §2.3.1 (gzip), the lzip manual (file format), the bzip2 manual.
    public init?(firstBytes bytes: some Collection<UInt8>) {
        guard let match = Self.allCases.first(where: { bytes.starts(with: $0.signature) }) else { return nil }
        self = match
    }

    private var signature: [UInt8] {
        switch self {
        case .gzip: [0x1F, 0x8B]
        case .lzip: Array("LZIP".utf8)
        case .bzip2: Array("BZh".utf8)
        }
    }
}
