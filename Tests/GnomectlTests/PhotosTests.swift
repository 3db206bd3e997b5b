// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeTransport
import TestSupport
import Testing

@testable import gnomectl

@Suite("gnomectl stations photos")
struct PhotosTests {
    private static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 1]

    /// A server with a station that has a photo.
    private static let server: World.Script = { request throws(TransportError) in
        switch request.place {
        case "GET stations?text=Cabot%20Head&limit=500": .json(Samples.page([Samples.station()]))
        case "GET stations/5/photos": .json(Samples.page([Samples.photo()]))
        case "GET stations/5/photos/3":
            HTTPResponse(status: 200, headers: ["Content-Type": "image/png"], body: png)
        case "DELETE stations/5/photos/3": HTTPResponse(status: 204)
        case _ where request.method == "POST": .json(Samples.photo(), status: 201)
        default: .problem(404, "Nothing.")
        }
    }

    @Test("the photos of a station are listed, by its number or name")
    func list() async throws {
        let list = try await World.run(["stations", "photos", "list", "Cabot Head"], script: Self.server)
        #expect(list.results.contains("The mast") && list.results.contains("image/png"))
        #expect(try await World.run("stations photos list 5 -q", script: Self.server).results == "3\n")
    }

    @Test("a photo is added as the bytes of its file, with what it is written as and its caption")
    func add() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/mast.jpg"
            try Data(Self.png).write(to: URL(filePath: path))
            let line = ["stations", "photos", "add", "5", path]
            let world = try await World.run(line + ["--caption", "The mast & bees"], script: Self.server)
            let request = try #require(world.requests.first)
            #expect(request.place == "POST stations/5/photos?caption=The%20mast%20%26%20bees")
            #expect(request.body == Self.png && request.headers["Content-Type"] == "image/png")
            #expect(world.results.contains("photo 3"))
            #expect(
                try await World.run(line, script: Self.server).requests.map(\.place) == ["POST stations/5/photos"])
            let missing = try await World.run(
                "stations photos add 5 \(path).none", expecting: .failure, script: Self.server)
            #expect(missing.requests.isEmpty)
        }
    }

    @Test("a photo is shown with what is known of it; its picture goes into a file, and into none that is there")
    func show() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/mast.png"
            let facts = try await World.run("stations photos show 5 3", script: Self.server)
            #expect(facts.results.contains("The mast"))
            #expect(facts.requests.map(\.place) == ["GET stations/5/photos"])
            _ = try await World.run("stations photos show 5 3 --output \(path)", script: Self.server)
            #expect(FileManager.default.contents(atPath: path).map(Array.init) == Self.png)
            try Data("mine".utf8).write(to: URL(filePath: path))
            _ = try await World.run("stations photos show 5 3 -o \(path)", expecting: .failure, script: Self.server)
            #expect(FileManager.default.contents(atPath: path) == Data("mine".utf8))
            let none = try await World.run("stations photos show 5 4", expecting: .failure, script: Self.server)
            #expect(none.messages.contains("no photo 4"))
        }
    }

    @Test("a photo is taken away, and one that is not there is said to be missing")
    func remove() async throws {
        let world = try await World.run("stations photos remove 5 3", script: Self.server)
        #expect(world.requests.last?.place == "DELETE stations/5/photos/3")
        let none = try await World.run("stations photos remove 5 4", expecting: .failure, script: Self.server)
        #expect(none.requests.allSatisfy { $0.method == "GET" })
    }
}
