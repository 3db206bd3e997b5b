// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import Testing

@testable import gnome_server

@Suite("Forms with files")
struct MultipartBodyTests {
    private static let type = "multipart/form-data; boundary=\"a b\""

    private static func body(_ parts: (head: String, bytes: [UInt8])...) -> [UInt8] {
        parts.flatMap { Array("--a b\r\n\($0.head)\r\n\r\n".utf8) + $0.bytes + Array("\r\n".utf8) }
            + Array("--a b--\r\n".utf8)
    }

    @Test("fields and files come back byte for byte, also with line ends and what looks like a boundary in them")
    func parts() throws {
        let bytes = Array("\r\n--a c\r\n\r\n--a".utf8) + [0, 0xFF]
        let body = try #require(
            MultipartBody(
                Self.body(
                    ("content-disposition: form-data; name=\"caption\"", Array("Vögel".utf8)),
                    (
                        "Content-Type: image/png\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"..\"",
                        bytes
                    ),
                    ("Content-Disposition: form-data; name=\"empty\"; filename=\"\"", [])), contentType: Self.type))
        #expect(body.parts.map(\.name) == ["caption", "picture", "empty"])
        #expect(body.parts.map(\.isFile) == [false, true, true])
        #expect(body.parts[1].bytes == bytes)
        let form = try #require(FormBody(body))
        #expect(form["caption"] == "Vögel" && form.files == ["picture": bytes], "an empty file is none")
        #expect(form["picture"] == nil)
    }

    @Test(
        "what is cut off, or no form, is none",
        arguments: [
            "", "--a b", "--a b\r\n", "--a b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\ny",
            "--a b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\ny\r\n--a b",
            "--a b\r\nContent-Disposition: form-data\r\n\r\ny\r\n--a b--", "--a b\r\nx\r\n--a b--", "x--a b--",
            "--a b\r\n\r\n--a b--",
        ])
    func noForm(text: String) {
        #expect(MultipartBody(Array(text.utf8), contentType: Self.type) == nil)
    }

    @Test("a form without a boundary, or with one that is too long, is none")
    func boundary() {
        let body = Self.body(("Content-Disposition: form-data; name=\"x\"", []))
        for type in [
            "multipart/form-data", "multipart/form-data; boundary=",
            "multipart/form-data; boundary=" + String(repeating: "a", count: 71),
        ] {
            #expect(MultipartBody(body, contentType: type) == nil)
        }
    }

    @Test("as many parts as the largest form has are read, each once and in order; one more is no form of ours")
    func many() throws {
        func parts(_ count: Int) -> [UInt8] {
            (0..<count).flatMap {
                Array("--a b\r\nContent-Disposition: form-data; name=\"n\($0)\"\r\n\r\n\($0)\r\n".utf8)
            } + Array("--a b--".utf8)
        }
        let read = try #require(MultipartBody(parts(2000), contentType: Self.type))
        #expect(read.parts.map(\.name) == (0..<2000).map { "n\($0)" })
        #expect(read.parts.map(\.bytes) == (0..<2000).map { Array("\($0)".utf8) })
        #expect(MultipartBody(parts(2001), contentType: Self.type) == nil)
    }

    @Test("the largest photo comes back byte for byte")
    func largest() throws {
        // Every byte, and beginnings of the boundary all over.
        let pattern = (0...255).map { UInt8($0) } + Array("\r\n--a \r\n--a".utf8)
        let photo = (0..<StationPhoto.byteLimit).map { pattern[$0 % pattern.count] }
        let body = Self.body(
            ("Content-Disposition: form-data; name=\"caption\"", Array("x".utf8)),
            ("Content-Disposition: form-data; name=\"picture\"; filename=\"a.jpg\"", photo))
        let read = try #require(MultipartBody(body, contentType: Self.type))
        #expect(read.parts.map(\.name) == ["caption", "picture"])
        let isTheSame = read.parts[1].bytes == photo
        #expect(isTheSame)
    }

    @Test("line ends of a browser are those of everybody, in both languages of forms")
    func lineEnds() throws {
        let multipart = try #require(
            MultipartBody(
                Self.body(("Content-Disposition: form-data; name=\"x\"", Array("a\r\nb".utf8))),
                contentType: Self.type))
        #expect(FormBody(multipart)?["x"] == "a\nb")
        #expect(FormBody(Array("x=a%0D%0Ab".utf8))?["x"] == "a\nb")
    }
}
