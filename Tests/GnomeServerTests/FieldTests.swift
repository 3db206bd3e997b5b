// SPDX-License-Identifier: Apache-2.0

import Foundation
import GnomeCore
import Testing

@testable import gnome_server

@Suite("Fields of requests")
struct FieldTests {
    private static let fields = [
        Field("name", "Name", .line(1...100), isRequired: true, example: "Cabot Head"),
        Field("notes", "Notes", .prose(1000)),
        Field("count", "Count", .integer(1...20), example: "3"),
        Field("place", "Place", .group([Field("latitude", "Latitude", .number(-90...90), isRequired: true)])),
        Field("isSolar", "Solar", .flag),
        Field("months", "Months", .numbers(1...12)),
        Field(
            "antennas", "Antenna",
            .list([Field("port", "Port", .integer(1...20), isRequired: true, example: "1")], atMost: 4)),
    ]

    /// What is wrong with a body, by field.
    private func faults(_ json: String) throws -> [String] {
        var reader = try FieldReader(Array(json.utf8), of: Self.fields)
        _ = (reader.text("name"), reader.text("notes"), reader.integer("count"), reader.flag("isSolar"))
        _ = reader.numbers("months")
        _ = reader.group("place") { $0.number("latitude") }
        _ = reader.list("antennas") { $0.integer("port") }
        do {
            try reader.finish()
            return []
        } catch { return error.fields.map { "\($0.name) \($0.reason)" } }
    }

    @Test(
        "all that is wrong is told at once, each by its path",
        arguments: [
            (#"{"name":"A"}"#, []),
            (#"{"name":"A","notes":null,"place":{"latitude":1},"antennas":[{"port":1}],"months":[1,12]}"#, []),
            ("", ["name must be given"]),
            (#"{"name":null}"#, ["name must be given"]),
            (
                #"{"name":" ","notes":"a\u0007"}"#,
                [
                    "name must not begin or end with a blank", "notes must be text without control characters",
                ]
            ),
            (
                #"{"name":"","count":21}"#,
                ["name must have 1 to 100 characters", "count must be a whole number from 1 to 20"]
            ),
            (#"{"name":7,"count":21}"#, ["name must be text", "count must be a whole number from 1 to 20"]),
            (#"{"name":"A","role":"administrator"}"#, ["role is unknown"]),
            (#"{"name":"A","count":2.5}"#, ["count must be a whole number from 1 to 20"]),
            (#"{"name":"A","place":{}}"#, ["place.latitude must be given"]),
            (#"{"name":"A","place":{"latitude":1,"x":2}}"#, ["place.x is unknown"]),
            (#"{"name":"A","place":5}"#, ["place must be an object"]),
            (
                #"{"name":"A","antennas":[{"port":1},{"port":"2"}]}"#,
                ["antennas[1].port must be a whole number from 1 to 20"]
            ),
            (#"{"name":"A","antennas":[{},{},{},{},{}]}"#, ["antennas must be a list of at most 4"]),
            (#"{"name":"A","months":[13]}"#, ["months must be whole numbers from 1 to 12"]),
            (#"{"name":"A","isSolar":"yes"}"#, ["isSolar must be true or false"]),
        ] as [(String, [String])])
    func faults(json: String, expected: [String]) throws {
        #expect(try faults(json) == expected)
    }

    @Test("what is too long can be read and not be meant; what is of another kind can't be read")
    func wellFormed() throws {
        for (json, isWellFormed) in [
            (#"{"name":"\#(String(repeating: "x", count: 101))"}"#, true), (#"{"name":7}"#, false),
            (#"{"name":"","count":"x"}"#, false),
        ] {
            var reader = try FieldReader(Array(json.utf8), of: Self.fields)
            _ = (reader.text("name"), reader.integer("count"))
            let error = #expect(throws: InvalidFields.self) { try reader.finish() }
            #expect(error?.isWellFormed == isWellFormed, "\(json)")
        }
    }

    @Test("a secret is held to its longest alone, and lists of numbers and serials to theirs")
    func secretsAndLists() throws {
        let fields = [
            Field("password", "Password", .secret(12...20)), Field("ids", "Entries", .ids(1...3)),
            Field("serials", "Receivers", .serials(atMost: 2)),
        ]
        for (json, expected) in [
            (#"{"password":" x "}"#, []), (#"{"password":"123456789012345678901"}"#, ["password"]),
            (#"{"ids":[1,2,3],"serials":["SG-F28CRPI33503"]}"#, []), (#"{"ids":[]}"#, ["ids"]),
            (#"{"ids":[1,2,3,4]}"#, ["ids"]), (#"{"ids":[0]}"#, ["ids"]), (#"{"ids":["1"]}"#, ["ids"]),
            (#"{"serials":[""]}"#, ["serials"]), (#"{"serials":[]}"#, []), (#"{"serials":"x"}"#, ["serials"]),
        ] {
            var reader = try FieldReader(Array(json.utf8), of: fields)
            _ = (reader.text("password"), reader.ids("ids"), reader.serials("serials"))
            var names: [String] = []
            do { try reader.finish() } catch { names = error.fields.map(\.name) }
            #expect(names == expected, "\(json)")
        }
    }

    @Test("a body that is no object is refused as a whole", arguments: ["[]", "7", "{", "nonsense"])
    func noObject(json: String) {
        #expect(throws: Problem.self) { _ = try FieldReader(Array(json.utf8), of: Self.fields) }
    }

    @Test("a form says what the JSON of a program would: empty fields nothing, boxes yes or no, rows by their number")
    func form() throws {
        let body =
            "name=+Caf%C3%A9+%22&notes=a%0D%0Ab&count=&place.latitude=45.5&months=1&months=12"
            + "&antennas%5B1%5D.port=3&antennas%5B0%5D.port="
        let form = try #require(FormBody(Array(body.utf8)))
        #expect(
            form.members(of: Self.fields) == [
                "name": .string("Café \""), "notes": .string("a\nb"), "place": .object(["latitude": .number(45.5)]),
                "isSolar": .bool(false), "months": .array([.integer(1), .integer(12)]),
                "antennas": .array([.object(["port": .integer(3)])]),
            ])
    }

    @Test("what is no form is none", arguments: ["a=%", "a=%G1", "a=%FF", "%ZZ=1"])
    func noForm(body: String) {
        #expect(FormBody(Array(body.utf8)) == nil)
    }

    @Test("a form shows again what was typed, harmless, and what is wrong beside its field")
    func rendering() throws {
        let typed = try #require(FormBody(Array("name=%3Cscript%3E&months=4".utf8)))
        let html = Form(
            action: "/x", fields: Self.fields, button: "Save", proof: FormProof(value: "p"), typed: typed,
            problems: [InvalidField("name", "must be nicer", example: "x")]
        ).html.description
        #expect(html.contains("value=\"&lt;script&gt;\"") && !html.contains("<script>"))
        #expect(html.contains("<strong class=\"fault\" id=\"name-fault\">Name must be nicer.</strong>"))
        #expect(html.contains("aria-invalid=\"true\"") && html.contains("<a href=\"#name\">Name</a> must be nicer."))
        // What must be given of a thing must not be given where the thing itself need not be.
        #expect(html.contains("name=\"name\" aria-describedby=\"name-hint name-fault\" aria-invalid=\"true\" required"))
        #expect(html.contains("id=\"place.latitude\"") && html.components(separatedBy: " required").count == 2)
        #expect(html.contains("name=\"months\" value=\"4\" checked") && !html.contains("value=\"5\" checked"))
    }

    @Test("a project is chosen by its name and sent by its number, and a file makes the form one with files")
    func projectsAndFiles() throws {
        let fields = [Field("owner", "Owner", .project), Field("picture", "Picture", .file(["image/png"]))]
        var form = Form(action: "/x", fields: fields, button: "Save", proof: nil)
        form.projects = [("7", "<b>"), ("8", "Others")]
        form.typed = try #require(FormBody(Array("owner=8".utf8)))
        let html = form.html.description
        #expect(html.contains("<option value=\"7\">&lt;b&gt;</option><option value=\"8\" selected>Others</option>"))
        #expect(html.contains("enctype=\"multipart/form-data\"") && html.contains("accept=\"image/png\""))
        #expect(form.typed.members(of: fields) == ["owner": .integer(8)])
        for (json, expected) in [(#"{"owner":8}"#, 8), (#"{"owner":0}"#, nil), (#"{"owner":"8"}"#, nil)]
            as [(String, Int64?)]
        {
            var reader = try FieldReader(Array(json.utf8), of: fields)
            #expect(reader.project("owner")?.rawValue == expected)
        }
    }

    @Test("only a form that carries the proof of the session is taken")
    func proof() throws {
        let proof = FormProof(value: "secret")
        #expect(proof.isShown(by: try #require(FormBody(Array("proof=secret".utf8)))))
        for body in ["", "proof=", "proof=secre", "other=secret"] {
            #expect(!proof.isShown(by: try #require(FormBody(Array(body.utf8)))))
        }
        #expect(!FormProof(value: "").isShown(by: try #require(FormBody(Array("proof=".utf8)))))
    }
}
