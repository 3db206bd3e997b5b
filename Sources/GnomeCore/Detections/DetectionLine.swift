// SPDX-License-Identifier: Apache-2.0

/// One line of a data file: what its first letter and its fields say.
///
/// A line that says nothing readable is a line all the same. It is known by its place in the file, where its bytes are
/// kept, and it never spoils the file. The format is described in `receivers.md` §2.3 to §2.11.
public enum DetectionLine: Sendable, Hashable {
    /// `p`: a pulse.
    case pulse(PulseLine)
    /// `n`: a pulse that was part of no burst.
    case unusedPulse(PulseLine)
    /// `T`: a hit of a digital tag.
    case tag(TagLine)
    /// `C`: the state of the clock.
    case clock(ClockLine)
    /// `G`: a GPS fix, or that there was none.
    case fix(FixLine)
    /// `S`: a parameter that was set.
    indirect case setting(SettingLine)
    /// `F` with a port: what the burst filter counted.
    case filter(FilterLine)
    /// `F` without a port: the time of the file, put there by a server of Motus.
    case fileMarker(WrittenTime)

    /// Known, and no data.
    case foreign(ForeignLine)
    /// Nothing but its line end.
    case empty
    /// Begins like no line that is known.
    case unknown
    /// Begins like a line that is known, with fields that can't be read.
    case bad
    /// Ends with the file, without a newline, and can't be read: the power went.
    case cut

    /// A line longer than so many bytes is unknown whatever it says, so that damaged files need no memory.
    public static let maximumLength = 1 << 16
}

extension DetectionLine {
    /// What a line is, without what it says.
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        case pulse
        case unusedPulse = "unused-pulse"
        case tag, clock, fix, setting, filter
        case fileMarker = "file-marker"
        case foreign, empty, unknown, bad, cut
    }

    /// What the line is.
    public var kind: Kind {
        switch self {
        case .pulse: .pulse
        case .unusedPulse: .unusedPulse
        case .tag: .tag
        case .clock: .clock
        case .fix: .fix
        case .setting: .setting
        case .filter: .filter
        case .fileMarker: .fileMarker
        case .foreign: .foreign
        case .empty: .empty
        case .unknown: .unknown
        case .bad: .bad
        case .cut: .cut
        }
    }

    /// The time that stands in the line: of the receiver's clock, or of the GPS in a fix.
    public var timestamp: Timestamp? {
        switch self {
        case .pulse(let pulse), .unusedPulse(let pulse): pulse.time.timestamp
        case .tag(let tag): tag.time.timestamp
        case .clock(let clock): clock.time.timestamp
        case .fix(let fix): fix.timestamp
        case .setting(let setting): setting.time.timestamp
        case .filter(let filter): filter.time.timestamp
        case .fileMarker(let time): time.timestamp
        case .foreign, .empty, .unknown, .bad, .cut: nil
        }
    }

    /// Appends the line as a receiver writes it, without a line end.
    ///
    /// A line that was read from its usual form comes out byte for byte. What is not usual is written the usual way:
    /// noise before a tag is gone, so are fields that nobody knows, leading zeros, and decimals beyond microseconds.
    ///
    /// - Returns: False, with nothing appended, where the line is known only by its bytes.
    @discardableResult
    public func write(to bytes: inout [UInt8]) -> Bool {
        switch self {
        case .pulse(let pulse): pulse.write(letter: "p", to: &bytes)
        case .unusedPulse(let pulse): pulse.write(letter: "n", to: &bytes)
        case .tag(let tag): tag.write(to: &bytes)
        case .clock(let clock): clock.write(to: &bytes)
        case .fix(let fix): fix.write(to: &bytes)
        case .setting(let setting): setting.write(to: &bytes)
        case .filter(let filter): filter.write(to: &bytes)
        case .fileMarker(let time):
            bytes.append(UInt8(ascii: "F"))
            bytes.append(field: time)
        case .empty: break
        case .foreign, .unknown, .bad, .cut: return false
        }
        return true
    }
}
