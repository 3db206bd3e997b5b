// SPDX-License-Identifier: Apache-2.0

import GnomeTransportConformance
import Testing

@testable import GnomeTransport

@Suite("Patterns of topic bindings")
struct RoutingPatternTests {
    @Test("A pattern fits the keys that AMQP says it does", arguments: topicVectors)
    func fits(pattern: String, key: String, fits: Bool) {
        #expect(RoutingPattern(pattern).matches(key) == fits)
    }

    @Test("A pattern made to be slow is not")
    func staysQuick() {
        // A search that tries every way would take 2^60 steps here.
        let pattern = RoutingPattern(Array(repeating: "#.a", count: 60).joined(separator: "."))
        #expect(!pattern.matches(Array(repeating: "a", count: 119).joined(separator: ".") + ".b"))
    }
}
