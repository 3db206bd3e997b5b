// SPDX-License-Identifier: Apache-2.0

/// A parameter that was set: `S,1639705543.152,3,frequency,166.376,0,` (`receivers.md` §2.7).
///
/// Lines of this kind are rare, so that text is text here.
public struct SettingLine: Sendable, Hashable {
    /// When it was set.
    public var time: WrittenTime
    /// The port of the radio; 0 where the pulse filter was set.
    public var port: Int16
    /// What was set: `frequency`, `lna_gain`, `-m`; with its register where one was written: `-w 0x07`.
    public var name: String
    /// To what it was set.
    ///
    /// A number in the unit of its name, `true`, or `undefined` and the like where the call failed.
    public var value: String
    /// How it went; nothing for settings of the pulse filter, of which no outcome is written.
    public var outcome: Outcome?

    /// How setting a parameter went.
    public struct Outcome: Sendable, Hashable {
        /// 0 where the parameter was applied; nothing where the receiver left it empty.
        public var code: Int?
        /// What the radio said where it went wrong.
        public var message: String

        /// An outcome of these parts.
        public init(code: Int?, message: String) {
            self.code = code
            self.message = message
        }
    }

    /// A setting of these parts.
    public init(time: WrittenTime, port: Int16, name: String, value: String, outcome: Outcome?) {
        self.time = time
        self.port = port
        self.name = name
        self.value = value
        self.outcome = outcome
    }

    /// The value where it is a number.
    public var number: WrittenNumber? { WrittenNumber(value) }

    /// Whether the receiver said that the parameter was applied.
    public var isApplied: Bool { outcome.map { $0.code == 0 } ?? true }

    private static let registerName = "-w"
}

extension SettingLine {
    /// Reads what follows the letter; nothing where it is no setting.
    @inline(never)
    init?(_ bytes: Span<UInt8>, at position: inout Int) {
        guard bytes.takeComma(at: &position), let time = bytes.timeAndComma(at: &position),
            let port = bytes.portAndComma(at: &position), var name = bytes.nextText(at: &position),
            bytes.takeComma(at: &position), var value = bytes.nextText(at: &position)
        else { return nil }
        guard bytes.takeComma(at: &position) else {
            // Only the pulse filter, at port 0, writes no outcome: any other such line has lost its end.
            guard port == 0 else { return nil }
            self.init(time: time, port: port, name: name, value: value, outcome: nil)
            return
        }
        guard var code = bytes.nextText(at: &position), bytes.takeComma(at: &position) else { return nil }
        if name == Self.registerName {
            // A register takes a field of its own, so that the code comes one field later.
            var end = position
            if let next = bytes.nextText(at: &end), next.isEmpty || Int(next) != nil, bytes.takeComma(at: &end) {
                (name, value, code) = ("\(name) \(value)", code, next)
                position = end
            }
        }
        let rest = bytes.restOfLine(at: position)
        position = rest.upperBound
        guard let message = bytes.text(in: rest), code.isEmpty || Int(code) != nil else { return nil }
        self.init(
            time: time, port: port, name: name, value: value, outcome: Outcome(code: Int(code), message: message))
    }

    func write(to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "S"))
        bytes.append(field: time)
        bytes.append(field: port)
        if outcome != nil, name.hasPrefix(Self.registerName + " ") {
            bytes.append(field: Self.registerName)
            bytes.append(field: String(name.dropFirst(Self.registerName.count + 1)))
        } else {
            bytes.append(field: name)
        }
        bytes.append(field: value)
        guard let outcome else { return }
        bytes.append(field: outcome.code.map(String.init) ?? "")
        bytes.append(field: outcome.message)
    }
}

extension Span<UInt8> {
    /// Reads the text of one field; nothing where it is not UTF-8.
    fileprivate func nextText(at position: inout Int) -> String? {
        let field = field(at: position)
        position = field.upperBound
        return text(in: field)
    }
}
