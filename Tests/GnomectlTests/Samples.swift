// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import TestSupport

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
