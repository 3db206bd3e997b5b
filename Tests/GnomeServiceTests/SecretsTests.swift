// SPDX-License-Identifier: Apache-2.0

import GnomeService
import Testing

@Suite("Secrets")
struct SecretsTests {
    @Test("what was sealed is opened by its key alone, and only as it was", arguments: [0, 1, 100_000])
    func sealed(count: Int) {
        let (key, other) = (Secrets.randomBytes(32), Secrets.randomBytes(32))
        let bytes = Secrets.randomBytes(count)
        let sealed = Secrets.seal(bytes, key: key)
        #expect(Secrets.open(sealed, key: key) == bytes)
        #expect(Secrets.open(sealed, key: other) == nil)
        #expect(Secrets.seal(bytes, key: key) != sealed, "equal texts can't be told to be equal")
        for index in [0, sealed.count / 2, sealed.count - 1] {
            var altered = sealed
            altered[index] ^= 1
            #expect(Secrets.open(altered, key: key) == nil)
        }
        for length in [0, 23, 24, 39, sealed.count - 1] where length < sealed.count {
            #expect(Secrets.open(Array(sealed.prefix(length)), key: key) == nil)
        }
    }
}
