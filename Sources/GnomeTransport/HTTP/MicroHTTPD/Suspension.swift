// SPDX-License-Identifier: Apache-2.0
// Bridge file: wraps suspending and answering of libmicrohttpd.

import CMicroHTTPD

/// A connection at rest, out of the engine's loop: its life is the suspension, and its end resumes the connection.
///
/// Being noncopyable it can be neither forgotten nor ended twice, which the engine would answer with undefined
/// behaviour. It must end before the daemon is stopped.
@safe struct Suspension: ~Copyable {
    private let connection: OpaquePointer

    /// Puts the connection to rest; only within the request callback.
    init(of connection: OpaquePointer) {
        unsafe self.connection = connection
        unsafe MHD_suspend_connection(connection)
    }

    deinit { unsafe MHD_resume_connection(connection) }
}

// The engine takes a resume from any thread, and only a resume can be done with this.
extension Suspension: @unchecked Sendable {}

/// An answer as the engine wants it.
@safe struct ResponseHandle: ~Copyable {
    private let handle: OpaquePointer
    private let status: UInt32

    /// An answer, its body copied; nothing where memory ran out.
    init?(_ response: HTTPResponse, closing: Bool) {
        let made = unsafe response.body.withUnsafeBytes { body in
            unsafe MHD_create_response_from_buffer(
                body.count, UnsafeMutableRawPointer(mutating: body.baseAddress), .RESPMEM_MUST_COPY)
        }
        guard let made = unsafe made else { return nil }
        unsafe handle = made
        status = UInt32(response.status)
        for field in response.applicationFields where !field.value.isEmpty {  // The engine takes no empty value.
            unsafe MHD_add_response_header(made, field.name, field.value)
        }
        if closing { unsafe MHD_add_response_header(made, "Connection", "close") }
    }

    deinit { unsafe MHD_destroy_response(handle) }

    /// Hands the answer to the engine; only within the request callback.
    func queue(on connection: OpaquePointer) -> Bool {
        unsafe MHD_queue_response(connection, status, handle) == .YES
    }
}
