// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeStore
import TestSupport
import Testing

@testable import gnome_server

@Suite("The file of a secret")
struct SecretFileTests {
    @Test("a secret that is prepared changes nothing until it is taken, and leaves nothing else behind")
    func prepared() async throws {
        try await withTemporaryFolder { folder in
            let file = SecretFile(path: folder + "/secrets/a")
            try file.write("first")
            let (second, third) = (try file.prepare("second"), try file.prepare("third"))
            #expect(try file.read() == "first")
            try file.take(from: second)
            third.delete()
            #expect(try file.read() == "second")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/secrets") == ["a"])
        }
    }

    @Test("an empty file is no secret", arguments: ["", "\n", " \n"])
    func empty(content: String) async throws {
        try await withTemporaryFolder { folder in
            let file = SecretFile(path: folder + "/a")
            try file.write(content)
            #expect(try file.read() == nil)
        }
    }
}
