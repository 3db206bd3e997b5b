// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import Testing

@Suite("Serials")
struct SerialTests {
    @Test(
        "every written form is read leniently and kept canonically",
        arguments: [
            ("SG-F28CRPI33503", "SG-F28CRPI33503", Serial.Family.sensorgnome),
            ("sg-f28crpi33503", "SG-F28CRPI33503", .sensorgnome),
            ("  SG-F28C RPI3 3503\n", "SG-F28CRPI33503", .sensorgnome),
            ("F28CRPI33503", "SG-F28CRPI33503", .sensorgnome),
            ("5016bbbk15a4", "SG-5016BBBK15A4", .sensorgnome),
            ("4712BB000550", "SG-4712BB000550", .sensorgnome),
            ("SG-8D21RPZ2778A", "SG-8D21RPZ2778A", .sensorgnome),
            ("SG-67BERPS3A1B2", "SG-67BERPS3A1B2", .sensorgnome),
            ("SG-12ABXYZW34CD", "SG-12ABXYZW34CD", .sensorgnome),
            ("ctt-867762040123456", "CTT-867762040123456", .ctt),
            ("CTT-89460A1B2C3D", "CTT-89460A1B2C3D", .ctt),
            ("CTT-V3021234ABCD", "CTT-V3021234ABCD", .ctt),
            ("lotek-280", "Lotek-280", .lotek),
            ("LOTEK-D001234", "Lotek-D001234", .lotek),
            ("Lotek-MD99", "Lotek-MD99", .lotek),
            ("SEI_A_0123456AB", "SEI_A_0123456AB", .sei),
            ("TEMP16", "TEMP16", .other),
            ("new-model/7", "new-model/7", .other),
        ])
    func readsEveryForm(text: String, canonical: String, family: Serial.Family) throws {
        let serial = try #require(Serial(text))
        #expect(serial.text == canonical)
        #expect(serial.family == family)
        #expect(serial.motusAlias == nil)
        #expect(Serial(serial.text) == serial)
    }

    @Test(
        "text that can't be a serial is none",
        arguments: [
            "", "   ", "null", "NULL", "undefined", "SG-\u{202E}F28C", "a\u{0}b", String(repeating: "9", count: 65),
        ])
    func refusesNonSerials(text: String) {
        #expect(Serial(text) == nil)
    }

    @Test("the suffix of Motus is kept beside the hardware's serial and is no part of it")
    func keepsAlias() throws {
        let serial = try #require(Serial("sg-2616bbbk1111_1"))
        #expect(serial.text == "SG-2616BBBK1111_1")
        #expect(serial.motusAlias == 1)
        #expect(serial.hardware == "SG-2616BBBK1111")
        #expect(serial.ofHardware == Serial("SG-2616BBBK1111"))
        #expect(serial != serial.ofHardware)
    }

    @Test("a bare row of hexadecimal digits is not taken for a Sensorgnome")
    func leavesBareHexAlone() throws {
        #expect(try #require(Serial("89460A1B2C3D")).family == .other)
    }
}
