// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import GnomeTransport

@Suite("Network addresses")
struct NetworkAddressTests {
    @Test(
        "Knows the public IPv4 addresses, at the edges of what is not",
        arguments: [
            ("0.255.255.255", false), ("1.0.0.0", true), ("9.255.255.255", true), ("10.0.0.0", false),
            ("10.255.255.255", false), ("11.0.0.0", true), ("100.63.255.255", true), ("100.64.0.0", false),
            ("100.127.255.255", false), ("100.128.0.0", true), ("126.255.255.255", true), ("127.0.0.0", false),
            ("127.255.255.255", false), ("128.0.0.0", true), ("169.253.255.255", true), ("169.254.0.0", false),
            ("169.255.0.0", true), ("172.15.255.255", true), ("172.16.0.0", false), ("172.31.255.255", false),
            ("172.32.0.0", true), ("192.0.0.8", false), ("192.0.1.0", true), ("192.0.2.1", false),
            ("192.88.99.1", false),
            ("192.167.255.255", true), ("192.168.0.0", false), ("192.169.0.0", true), ("198.17.255.255", true),
            ("198.18.0.0", false), ("198.19.255.255", false), ("198.20.0.0", true), ("198.51.100.1", false),
            ("203.0.113.1", false), ("203.0.114.0", true), ("223.255.255.255", true), ("224.0.0.0", false),
            ("240.0.0.1", false), ("255.255.255.255", false),
        ])
    func version4(text: String, isPublic: Bool) {
        let bytes = text.split(separator: ".").compactMap { UInt8($0) }
        #expect(NetworkAddress(bytes: bytes).isPublic == isPublic)
        let mapped = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF] + bytes
        #expect(NetworkAddress(bytes: mapped).isPublic == isPublic)
    }

    @Test(
        "Knows the public IPv6 addresses by their first bytes",
        arguments: [
            ([0x00], false), ([0x00, 0x64, 0xFF, 0x9B], false), ([0x01], false), ([0x1F, 0xFF], false),
            ([0x20, 0x00], true), ([0x20, 0x01, 0x00, 0x00], false), ([0x20, 0x01, 0x01, 0xFF], false),
            ([0x20, 0x01, 0x02, 0x00], true), ([0x20, 0x01, 0x0D, 0xB7], true), ([0x20, 0x01, 0x0D, 0xB8], false),
            ([0x20, 0x02, 0x7F], false), ([0x26, 0x06, 0x47], true), ([0x3F, 0xFE], true), ([0x3F, 0xFF, 0x0F], false),
            ([0x3F, 0xFF, 0x10], true), ([0x40], false), ([0xFC], false), ([0xFD], false), ([0xFE, 0x80], false),
            ([0xFF, 0x02], false),
        ] as [([UInt8], Bool)])
    func version6(start: [UInt8], isPublic: Bool) {
        let bytes = start + [UInt8](repeating: 0, count: 15 - start.count) + [1]
        #expect(NetworkAddress(bytes: bytes).isPublic == isPublic)
    }

    @Test("What is no address of either kind is not public")
    func others() {
        #expect(!NetworkAddress(bytes: []).isPublic)
        #expect(!NetworkAddress(bytes: [8, 8, 8]).isPublic)
    }
}
