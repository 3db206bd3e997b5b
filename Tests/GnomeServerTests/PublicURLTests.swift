// SPDX-License-Identifier: Apache-2.0

import GnomeTransport
import Testing

@testable import gnome_server

@Suite("The public address")
struct PublicURLTests {
    @Test(
        "is a host, and a port where it is not the usual one",
        arguments: [
            ("https://gnome.example.org", "gnome.example.org"), ("HTTPS://Gnome.Example.org/", "gnome.example.org"),
            ("https://gnome.example.org:443", "gnome.example.org"),
            ("https://gnome.example.org:8443", "gnome.example.org:8443"), ("https://[2001:db8::1]", "[2001:db8::1]"),
        ])
    func taken(text: String, host: String) throws {
        let url = try #require(PublicURL(text))
        #expect(url.host == host && url.origin == "https://" + host)
    }

    @Test(
        "has neither path nor password, and no browser sends a session to it without TLS",
        arguments: [
            "http://gnome.example.org", "gnome.example.org", "https://gnome.example.org/x",
            "https://a:b@gnome.example.org",
            "https://gnome.example.org?x", "https://gnome.example.org#x", "https://", "",
        ])
    func refused(text: String) throws {
        #expect(PublicURL(text) == nil)
        var sources = ConfigurationSources()
        try sources.add(flags: ["--http-public-url", text])
        let error = #expect(throws: ConfigurationError.self) {
            try ServerConfiguration(sources, defaultDataFolder: "/nowhere")
        }
        #expect(error?.description.contains("http.public-url") == true)
    }

    @Test("is no name under which receivers alone are served")
    func once() throws {
        var sources = ConfigurationSources()
        try sources.add(flags: [
            "--http-public-url", "https://a.example.org", "--http-hosts", "b.example.org,a.example.org",
        ])
        let error = #expect(throws: ConfigurationError.self) {
            try ServerConfiguration(sources, defaultDataFolder: "/nowhere")
        }
        #expect(error?.description.contains("http.hosts") == true)
    }

    @Test(
        "of those for whom a proxy speaks the last counts, where it is an address",
        arguments: [
            (["192.0.2.1"], "192.0.2.1"), (["10.0.0.1, 192.0.2.1"], "192.0.2.1"),
            (["10.0.0.1", "2001:db8::1"], "2001:db8::1"),
            (["192.0.2.1, x"], nil), (["x"], nil), ([""], nil), ([], nil),
        ] as [([String], String?)])
    func forwarded(lines: [String], address: String?) {
        var headers: HTTPHeaders = [:]
        for line in lines { headers.append("X-Forwarded-For", line) }
        let head = HTTPRequestHead(method: "GET", path: [], target: "/", headers: headers)
        #expect(head.forwardedAddress == address)
    }
}
