// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import Testing

@Suite("Places of log-ins")
struct LogInSourceTests {
    @Test(
        "An IPv4 address is one place, an IPv6 address with all of its network another",
        arguments: [
            ("192.0.2.7", "192.0.2.7"), ("::ffff:192.0.2.7", "192.0.2.7"), ("2001:db8:0:1:2:3:4:5", "2001:db8:0:1::"),
            ("2001:DB8::5", "2001:db8:0:0::"), ("::1", "0:0:0:0::"), ("fe80::1%eth0", "fe80:0:0:0::"), ("", ""),
            ("nonsense", "nonsense"), ("1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8:9"), ("1::2::3", "1::2::3"), (":1", ":1"),
            ("1:2:3:4:5:6:7::8", "1:2:3:4:5:6:7::8"), ("::", "0:0:0:0::"),
        ])
    func place(address: String, expected: String) {
        #expect(LogInSource(address: address).description == expected)
    }

    @Test("What is no address is cut")
    func cut() { #expect(LogInSource(address: String(repeating: "x", count: 999)).description.count == 64) }
}
