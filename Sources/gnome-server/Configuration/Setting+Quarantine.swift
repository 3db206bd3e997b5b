// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension Setting {
    private static let size = "a size like 512KiB, 64MiB or 1GiB"

    static let quarantineReceiverEntries = Setting(
        "quarantine.receiver-entries", "a number from 1 to 10000000",
        "how many messages of one registered or pending receiver may wait (default: 5000)")
    static let quarantineReceiverBytes = Setting(
        "quarantine.receiver-bytes", size, "how much of one registered or pending receiver may wait (default: 32MiB)")
    static let quarantineSourceEntries = Setting(
        "quarantine.source-entries", "a number from 1 to 10000000",
        "how many messages of one source may wait that name no receiver of the register (default: 20000)")
    static let quarantineSourceBytes = Setting(
        "quarantine.source-bytes", size,
        "how much of one source may wait that names no receiver of the register (default: 128MiB)")
    static let quarantineEntries = Setting(
        "quarantine.entries", "a number from 1 to 10000000",
        "how many messages may wait in all; each receiver's first hundredth has room besides (default: 100000)")
    static let quarantineBytes = Setting(
        "quarantine.bytes", size,
        "how much may wait in all; each receiver's first hundredth has room besides (default: 1GiB)")
    static let quarantineAge = Setting(
        "quarantine.age", "a duration like 36h or 90d",
        "how long a message may wait before it is dropped (default: 90d)")
    static let quarantinePendingReceivers = Setting(
        "quarantine.pending-receivers", "a number from 0 to 1000000",
        "how many unknown receivers may wait for acceptance (default: 2000)")

    static let ofQuarantine: [Setting] = [
        quarantineReceiverEntries, quarantineReceiverBytes, quarantineSourceEntries, quarantineSourceBytes,
        quarantineEntries, quarantineBytes, quarantineAge, quarantinePendingReceivers,
    ]
}

extension QuarantinePolicy {
    /// Reads the settings of the quarantine; what is not set is as usual.
    init(_ sources: ConfigurationSources) throws(ConfigurationError) {
        func entries(_ setting: Setting, _ usual: Int) throws(ConfigurationError) -> Int {
            try sources.read(setting, default: usual) { Int($0).flatMap { (1...10_000_000).contains($0) ? $0 : nil } }
        }
        func bytes(_ setting: Setting, _ usual: Int) throws(ConfigurationError) -> Int {
            try sources.read(setting, default: usual) { ByteSize($0)?.bytes }
        }
        let usual = QuarantinePolicy()
        self.init(
            receiver: QuarantineVolume(
                entries: try entries(.quarantineReceiverEntries, usual.receiver.entries),
                bytes: try bytes(.quarantineReceiverBytes, usual.receiver.bytes)),
            source: QuarantineVolume(
                entries: try entries(.quarantineSourceEntries, usual.source.entries),
                bytes: try bytes(.quarantineSourceBytes, usual.source.bytes)),
            total: QuarantineVolume(
                entries: try entries(.quarantineEntries, usual.total.entries),
                bytes: try bytes(.quarantineBytes, usual.total.bytes)),
            age: try sources.read(.quarantineAge, default: usual.age) {
                Duration(humanText: $0).flatMap { $0 >= .seconds(1) ? $0 : nil }
            },
            pendingReceivers: try sources.read(.quarantinePendingReceivers, default: usual.pendingReceivers) {
                Int($0).flatMap { (0...1_000_000).contains($0) ? $0 : nil }
            })
    }

    /// The settings that give it again.
    var lines: [(Setting, String?)] {
        [
            (.quarantineReceiverEntries, String(receiver.entries)),
            (.quarantineReceiverBytes, ByteSize(bytes: receiver.bytes).description),
            (.quarantineSourceEntries, String(source.entries)),
            (.quarantineSourceBytes, ByteSize(bytes: source.bytes).description),
            (.quarantineEntries, String(total.entries)), (.quarantineBytes, ByteSize(bytes: total.bytes).description),
            (.quarantineAge, age.humanText), (.quarantinePendingReceivers, String(pendingReceivers)),
        ]
    }
}
