// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension HTTPResponse {
    /// Whether the answer can be sent as it is.
    ///
    /// A line break in a field would let whoever made its value write fields, or a whole answer, of their own.
    var isWellFormed: Bool {
        (200...599).contains(status)
            && headers.fields.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count + 4 } <= 8 << 10
            && headers.fields.allSatisfy { field in
                !field.name.isEmpty && field.name.utf8.allSatisfy(\.isTokenByte)
                    && field.value.utf8.allSatisfy { !$0.isControl }
            }
    }

    /// The fields without those that are the server's own.
    var applicationFields: [HTTPHeaders.Field] {
        headers.fields.filter { field in
            !["Content-Length", "Date", "Connection", "Transfer-Encoding"].contains(where: field.isNamed)
        }
    }

    /// The whole answer as bytes, closing the connection, for where the engine below can't be asked to send one.
    func closingWireFormat(at now: Timestamp) -> [UInt8] {
        var head = "HTTP/1.1 \(status) \r\nDate: \(now.httpDate)\r\nConnection: close\r\n"
        head += "Content-Length: \(body.count)\r\n"
        for field in applicationFields { head += "\(field.name): \(field.value)\r\n" }
        return Array((head + "\r\n").utf8) + body
    }
}
