// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import TestSupport
import Testing

@testable import gnomectl

/// Answers of a server, as the API writes them.
enum Samples {
    /// A receiver with the members that matter to a test.
    static func receiver(
        _ serial: String = "SG-F28CRPI33503", name: String = "null", registration: String = "accepted",
        contact: String = "online", quarantined: Int = 0, heldKey: String = "null", motus: String = "null",
        project: String = "null"
    ) -> String {
        """
        {"serial":"\(serial)","name":\(name),"family":"sensorgnome","registration":"\(registration)",\
        "contact":"\(contact)","firstContactAt":"2026-04-30T08:00:00Z","lastContactAt":"2026-05-01T12:00:05.250000Z",\
        "nextContactAt":null,"lastReportAt":null,"frames":12,"quarantined":\(quarantined),"heldKey":\(heldKey),\
        "motus":\(motus),"registeredAt":"2026-04-30T08:00:00Z","since":"2026-04-30T08:00:00Z","project":\(project),\
        "revision":3}
        """
    }

    /// A receiver as it is shown alone, without a report.
    static func shown(_ receiver: String = receiver()) -> String { receiver.dropLast() + #","report":null}"# }

    /// A message with the members that matter to a test.
    static func message(_ id: Int, serial: String = "SG-F28CRPI33503", summary: String = "up 3 days") -> String {
        """
        {"id":\(id),"serial":"\(serial)","kind":"info","way":"http","route":"/agent/info",\
        "receivedAt":"2026-05-01T12:00:00Z","deviceTime":null,"size":812,"proof":"key","summary":"\(summary)"}
        """
    }

    /// An entry of the quarantine.
    static func entry(_ id: Int, more: String = "") -> String {
        """
        {"id":\(id),"receivedAt":"2026-05-01T12:00:00Z","reason":"undecodable","detail":"no JSON at byte 0",\
        "serial":null,"way":"amqp","route":"sensorgnome-exchange/","contentType":"text/plain","size":5\(more)}
        """
    }

    /// A person.
    static func person(
        _ id: Int = 3, login: String = "ann", motusID: String = "null", disabledAt: String = "null", revision: Int = 4
    ) -> String {
        """
        {"id":\(id),"login":"\(login)","name":"Ann Lee","isAdministrator":true,"motusID":\(motusID),\
        "roles":[{"project":2,"role":"manager","isFromMotus":false},{"project":7,"role":"viewer","isFromMotus":true}],\
        "disabledAt":\(disabledAt),"createdAt":"2026-04-30T08:00:00Z","revision":\(revision)}
        """
    }

    /// A project.
    static func project(_ id: Int = 2, name: String = "Great Lakes", motusID: String = "213") -> String {
        """
        {"id":\(id),"name":"\(name)","motusID":\(motusID),"createdAt":"2026-04-30T08:00:00Z","revision":7}
        """
    }

    /// A token, as it is listed.
    static func token(_ id: Int = 9, kind: String = "api", more: String = "") -> String {
        """
        {"id":\(id),"kind":"\(kind)","label":"laptop","uses":1,"createdAt":"2026-04-30T08:00:00Z"\(more)}
        """
    }

    /// A station.
    static func station(_ id: Int = 5, name: String = "Cabot Head", receivers: String = "[]") -> String {
        """
        {"id":\(id),"project":2,"name":"\(name)","place":{"latitude":45.5,"longitude":-81.25},"timeZone":"America/Toronto",\
        "notes":"bees","receivers":\(receivers),"createdAt":"2026-04-30T08:00:00Z","revision":6}
        """
    }

    /// A photo of a station.
    static func photo(_ id: Int = 3) -> String {
        """
        {"id":\(id),"mediaType":"image/png","caption":"The mast","size":10,"addedAt":"2026-05-01T12:00:00Z"}
        """
    }

    /// A session.
    static func session(_ id: Int) -> String {
        """
        {"id":\(id),"begunAt":"2026-04-30T08:00:00Z","lastUsedAt":"2026-05-01T08:00:00Z","address":"192.0.2.7",\
        "agent":"Firefox","isThisOne":false}
        """
    }

    /// A station with its history.
    static func history(_ deployments: [String], receivers: String) -> String {
        station(receivers: receivers).dropLast()
            + #","deployments":[\#(deployments.joined(separator: ","))],"gaps":[]}"#
    }

    /// A deployment.
    static func deployment(
        _ id: Int = 8, serial: String = "SG-F28CRPI33503", start: String = "2026-05-01T00:00:00Z", end: String = "null"
    ) -> String {
        """
        {"id":\(id),"station":5,"stationName":"Cabot Head","serial":"\(serial)","start":"\(start)","end":\(end),\
        "antennas":[{"port":1,"type":"yagi-5","bearing":90}],"expectations":{"link":"networked","isSolar":true,\
        "dutyCycle":0.5,"months":[4,5]},"frames":12,"firstContactAt":null,"lastContactAt":null,"revision":2}
        """
    }

    /// An identity conflict.
    static func conflict(_ id: Int = 4, decision: String = "null") -> String {
        """
        {"id":\(id),"serial":"SG-F28CRPI33503","kind":"new-key","openedAt":"2026-05-01T00:00:00Z",\
        "lastShownAt":"2026-05-01T00:00:00Z","frames":3,"holder":null,"cause":"card-reflashed",\
        "explanation":"Its card was probably written anew.","acts":["accept","split","reject"],"decision":\(decision)}
        """
    }

    /// A record of the audit.
    static func record(_ number: Int) -> String {
        """
        {"number":\(number),"at":"2026-05-01T00:00:00Z","actor":"ann","source":"127.0.0.1","action":"project.add",\
        "subject":"project 1","before":null,"after":{"name":"=1+1"},"link":"00ff"}
        """
    }

    /// A page of items.
    static func page(_ items: [String], next: String = "null", more: String = "") -> String {
        #"{"items":[\#(items.joined(separator: ","))],"next":\#(next)\#(more)}"#
    }
}

/// Lends the path of an administrator token that gnomectl takes.
func withToken<Value>(
    _ text: String = "secret-token\n", permissions: Int = 0o600, _ body: (String) async throws -> Value
) async throws -> Value {
    try await withTemporaryFolder { folder in
        let path = "\(folder)/admin-token"
        try Data(text.utf8).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: path)
        return try await body(path)
    }
}

extension World {
    /// Runs gnomectl as somebody with a token, in a world of its own.
    ///
    /// - Returns: The world, with what was asked and told.
    static func run(
        _ words: [String], expecting code: ExitCode = .success, sleeps: Int = 0, script: @escaping Script
    ) async throws -> World {
        try await withToken { path in
            let world = World(variables: ["GNOME_TOKEN_FILE": path], sleeps: sleeps, script: script)
            #expect(await world.run(words) == code, "\(world.messages)")
            return world
        }
    }

    /// Runs gnomectl with the words of a line.
    static func run(
        _ line: String, expecting code: ExitCode = .success, sleeps: Int = 0, script: @escaping Script
    ) async throws -> World {
        try await run(line.split(separator: " ").map(String.init), expecting: code, sleeps: sleeps, script: script)
    }
}
