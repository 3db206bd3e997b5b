// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore

// The columns that `frames` and `quarantine` share, in this order everywhere: way, route, received_at, content_type,
// content_encoding, attributes, proof, proof_user, proof_key, body.

extension Frame: SQLRecord {
    var sqlValues: [SQLValue] {
        let (kind, user, key) = proof.parts
        return [
            way.sql, route.sql, receivedAt.sql, contentType.sql, contentEncoding.sql, Attributes(attributes).sql,
            kind.sql, user.sql, key.sql, body.sql,
        ]
    }

    init(row: inout SQLRow) throws(StoreError) {
        self.init(
            way: try row.next(), route: try row.next(), receivedAt: try row.next(), contentType: try row.next(),
            contentEncoding: try row.next(), attributes: try row.next(Attributes.self).pairs,
            proof: try IdentityProof(row: &row), body: try row.next())
    }
}

/// The attributes of a frame, or the header fields of an answer, as a JSON object.
struct Attributes: SQLColumn {
    let pairs: [String: String]
    init(_ pairs: [String: String]) { self.pairs = pairs }

    // Written by hand: on the way of every message, a `JSONEncoder` takes longer than the database does.
    var sql: SQLValue {
        guard !pairs.isEmpty else { return .text("{}") }
        var json: [UInt8] = []
        for (name, value) in pairs.sorted(by: { $0.key < $1.key }) {
            json.append(UInt8(ascii: json.isEmpty ? "{" : ","))
            Self.append(name, to: &json)
            json.append(UInt8(ascii: ":"))
            Self.append(value, to: &json)
        }
        json.append(UInt8(ascii: "}"))
        return .text(String(decoding: json, as: UTF8.self))
    }

    /// Appends a JSON string: only quotes, backslashes and control characters need an escape (RFC 8259 §7).
    private static func append(_ text: String, to json: inout [UInt8]) {
        json.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): json += [UInt8(ascii: "\\"), byte]
            case ..<0x20: json += "\\u00\(CollectionOfOne(byte).hex)".utf8
            default: json.append(byte)
            }
        }
        json.append(UInt8(ascii: "\""))
    }

    init?(sql: SQLValue) {
        guard case .text(let json) = sql else { return nil }
        guard json != "{}" else {
            pairs = [:]
            return
        }
        guard let pairs = try? JSONDecoder().decode([String: String].self, from: Data(json.utf8)) else { return nil }
        self.pairs = pairs
    }
}

extension IdentityProof: SQLRecord {
    fileprivate enum Kind: String, SQLColumn {
        case none
        case brokerUser = "broker-user"
        case key
    }

    fileprivate var parts: (kind: Kind, user: String?, key: KeyDigest?) {
        switch self {
        case .none: (.none, nil, nil)
        case .brokerUser(let user): (.brokerUser, user, nil)
        case .key(let user, let digest): (.key, user, digest)
        }
    }

    init(row: inout SQLRow) throws(StoreError) {
        let kind: Kind = try row.next()
        switch kind {
        case .none:
            _ = try row.next(String?.self)
            _ = try row.next(KeyDigest?.self)
            self = .none
        case .brokerUser:
            self = .brokerUser(try row.next())
            _ = try row.next(KeyDigest?.self)
        case .key:
            self = .key(user: try row.next(), digest: try row.next())
        }
    }
}
