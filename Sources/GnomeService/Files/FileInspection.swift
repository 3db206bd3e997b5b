// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
import GnomeTransport

/// What is in one data file of a receiver, found without a server.
public struct FileInspection: Sendable, Hashable {
    /// Something about a file that a person should know.
    public enum Remark: String, Sendable, Hashable, Codable, CaseIterable {
        /// The name is not that of a data file.
        case unknownName = "unknown-name"
        /// The number of the boot was lost when the name was made.
        case lostBootNumber = "lost-boot-number"
        /// The clock was not set when the file was begun: its times may be any.
        case clockNotSet = "clock-not-set"
        /// The last line has no end: the power went, or the file was still being written.
        case cutLine = "cut-line"
        /// The packed data ends too early; what was there is counted.
        case cutArchive = "cut-archive"
        /// The packed data is damaged; what could be read is counted.
        case damagedArchive = "damaged-archive"
        /// It unpacks to more than is read; nothing of it is counted.
        case tooLarge = "too-large"
        /// It is packed in a way that is not read.
        case unknownPacking = "unknown-packing"
        /// Named as packed, and not packed; or packed, and not named so.
        case misnamedPacking = "misnamed-packing"
    }

    /// The most bytes that a packed file may unpack to.
    public static let sizeLimit = 1 << 30

    /// What the name says; nothing where it is not that of a data file.
    public var name: DataFileName?
    /// The size of the file, in bytes.
    public var storedBytes: Int
    /// The lines, counted.
    public var census: DetectionCensus
    /// What a person should know, in the order of the cases.
    public var remarks: [Remark]

    /// Looks into a file.
    ///
    /// - Parameters:
    ///   - baseName: Its name, without folders.
    ///   - bytes: All of it. Whether it is packed, its first bytes tell; names lie.
    public init(baseName: String, bytes: [UInt8]) {
        var remarks: Set<Remark> = []
        name = DataFileName(baseName)
        if name == nil { remarks.insert(.unknownName) }
        if let name, name.bootNumber == nil { remarks.insert(.lostBootNumber) }
        if name?.clock == .unsynchronised { remarks.insert(.clockNotSet) }

        let packing = Compression(firstBytes: bytes.prefix(4))
        if let name, name.compression != packing, !bytes.isEmpty { remarks.insert(.misnamedPacking) }
        var content = bytes
        switch packing {
        case nil: break
        case .gzip?:
            do {
                let unpacked = try Gzip.inflate(bytes, limit: Self.sizeLimit)
                content = unpacked.bytes
                switch unpacked.damage {
                case nil: break
                case .truncated?: remarks.insert(.cutArchive)
                case .notGzip?, .corrupt?, .trailingBytes?: remarks.insert(.damagedArchive)
                }
            } catch {
                content = []
                remarks.insert(.tooLarge)
            }
        case .lzip?, .bzip2?:
            content = []
            remarks.insert(.unknownPacking)
        }

        var census = DetectionCensus()
        DetectionLine.read(content.span) { line, extent in census.count(line, extent) }
        if census[.cut] > 0 || census.unterminated > 0 { remarks.insert(.cutLine) }
        self.census = census
        storedBytes = bytes.count
        self.remarks = Remark.allCases.filter(remarks.contains)
    }
}
