// SPDX-License-Identifier: Apache-2.0
// Bridge file: wraps listening sockets, to answer what no well-behaved server would.

import Dispatch
import Glibc

/// A TCP server that answers each connection, once a request's head is there, with bytes made for the test.
final class RawServer: Sendable {
    let port: Int
    private let socket: Int32

    /// A server that sends these pieces to each connection until the other side goes, and then closes.
    init(_ pieces: some Sequence<[UInt8]> & Sendable) throws {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.socket = socket
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                let result = unsafe bind(socket, pointer, size) == 0 ? listen(socket, 8) : -1
                return result == 0 ? unsafe getsockname(socket, pointer, &size) : -1
            }
        }
        guard result == 0 else { throw RawClient.Failure(call: "listen", code: errno) }
        port = Int(UInt16(bigEndian: address.sin_port))
        DispatchQueue(label: "raw-server").async {
            while true {
                let connection = accept(socket, nil, nil)
                guard connection >= 0 else { break }
                Self.serve(connection, pieces)
            }
            _ = close(socket)
        }
    }

    // Closed by the thread that waits at it alone: a number that is free is soon another's socket.
    deinit { _ = shutdown(socket, Int32(SHUT_RDWR)) }

    private static func serve(_ connection: Int32, _ pieces: some Sequence<[UInt8]>) {
        defer { _ = close(connection) }
        var request: [UInt8] = []
        while !request.suffix(4).elementsEqual("\r\n\r\n".utf8) {
            var byte: UInt8 = 0
            guard unsafe recv(connection, &byte, 1, 0) == 1 else { return }
            request.append(byte)
        }
        for piece in pieces {
            let count = unsafe piece.withUnsafeBytes { bytes in
                unsafe send(connection, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            }
            guard count == piece.count else { return }
        }
    }
}
