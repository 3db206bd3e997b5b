// SPDX-License-Identifier: Apache-2.0
// Bridge file: wraps the easy and multi handles of libcurl.

import CCurl

/// The library's own setting up, once a process.
private let isReady: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

/// Many transfers on one thread, and the connections they share.
@safe struct MultiHandle: ~Copyable {
    fileprivate let pointer: UnsafeMutableRawPointer

    init(connections: Int) {
        guard isReady, let pointer = unsafe curl_multi_init() else {
            preconditionFailure("libcurl could not be set up: there is no memory.")
        }
        unsafe self.pointer = pointer
        unsafe gnome_curl_multi_set_long(pointer, CURLMOPT_MAXCONNECTS, connections)
    }

    deinit { unsafe curl_multi_cleanup(pointer) }

    /// Ends a ``wait(milliseconds:)`` of another thread, or the next one.
    func wake() { unsafe curl_multi_wakeup(pointer) }

    /// Waits until a transfer can go on, at most so long.
    func wait(milliseconds: Int32) { unsafe curl_multi_poll(pointer, nil, 0, milliseconds, nil) }

    /// Lets all transfers go on as far as they can without waiting.
    func perform() {
        var running: Int32 = 0
        unsafe curl_multi_perform(pointer, &running)
    }

    /// The next transfer that has ended, and how.
    func nextEnded() -> (EasyHandle.ID, CURLcode)? {
        var left: Int32 = 0
        while let message = unsafe curl_multi_info_read(pointer, &left) {
            guard unsafe message.pointee.msg == CURLMSG_DONE else { continue }
            return unsafe (EasyHandle.ID(bitPattern: message.pointee.easy_handle), message.pointee.data.result)
        }
        return nil
    }
}

// Only `wake` is called from other threads than the driver's, and the library allows that one.
extension MultiHandle: @unchecked Sendable {}

/// One transfer's handle; off its multi handle when it ends.
@safe struct EasyHandle: ~Copyable {
    /// What tells handles apart for as long as they live.
    typealias ID = UInt

    private let pointer: UnsafeMutableRawPointer
    private var headers: UnsafeMutablePointer<curl_slist>?
    private var multi: UnsafeMutableRawPointer?

    /// A handle that is set to nothing yet.
    init() {
        guard isReady, let pointer = unsafe curl_easy_init() else {
            preconditionFailure("libcurl could not be set up: there is no memory.")
        }
        unsafe self.pointer = pointer
    }

    /// Sets the handle to a request; false where the library refuses one of its parts.
    ///
    /// - Parameter context: What the callbacks get; it must outlive the handle.
    mutating func set(
        to request: HTTPClientRequest, time: Duration, authorities: String?, context: UnsafeMutableRawPointer
    ) -> Bool {
        for field in request.headers.fields {
            // The library's way to write a field without a value.
            unsafe headers = curl_slist_append(
                headers, field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
        }
        // Without these the library would add a form's content type, and wait for leave to send a large body.
        for name in ["Content-Type", "Expect"] where request.headers[name] == nil {
            unsafe headers = curl_slist_append(headers, "\(name):")
        }
        let milliseconds = max(1, Int(time / .milliseconds(1)))
        var codes = unsafe [
            gnome_curl_set_text(pointer, CURLOPT_URL, request.url),
            gnome_curl_set_text(pointer, CURLOPT_PROTOCOLS_STR, "http,https"),
            gnome_curl_set_text(pointer, CURLOPT_CUSTOMREQUEST, request.method),
            gnome_curl_set_list(pointer, CURLOPT_HTTPHEADER, headers),
            gnome_curl_set_long(pointer, CURLOPT_TIMEOUT_MS, milliseconds),
            gnome_curl_set_long(pointer, CURLOPT_NOSIGNAL, 1),
            gnome_curl_set_long(pointer, CURLOPT_FOLLOWLOCATION, 0),
            gnome_curl_set_long(pointer, CURLOPT_NOBODY, request.method == "HEAD" ? 1 : 0),
            gnome_curl_set_size(pointer, CURLOPT_MAXFILESIZE_LARGE, curl_off_t(request.answerLimit)),
            gnome_curl_set_callbacks(pointer, onHeader, onBody, onSocket, context),
        ]
        if let body = request.body ?? (["POST", "PUT", "PATCH"].contains(request.method) ? [] : nil) {
            // The size first: without it the library takes the bytes to end at a NUL.
            unsafe codes.append(gnome_curl_set_size(pointer, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)))
            unsafe codes.append(
                body.withUnsafeBytes { bytes in
                    // An empty array has no address, and none would mean none of the body's bytes are known yet.
                    unsafe withUnsafePointer(to: UInt8(0)) { empty in
                        unsafe gnome_curl_set_bytes(
                            pointer, CURLOPT_COPYPOSTFIELDS, bytes.baseAddress ?? UnsafeRawPointer(empty))
                    }
                })
        }
        if let authorities {
            unsafe codes.append(gnome_curl_set_text(pointer, CURLOPT_CAINFO, authorities))
        }
        return codes.allSatisfy { $0 == CURLE_OK }
    }

    deinit {
        if let multi = unsafe multi { unsafe curl_multi_remove_handle(multi, pointer) }
        unsafe curl_easy_cleanup(pointer)
        unsafe curl_slist_free_all(headers)
    }

    var id: ID { unsafe ID(bitPattern: pointer) }

    /// The status of the answer; 0 while there is none.
    var status: Int { unsafe gnome_curl_status(pointer) }

    /// Lets a multi handle, which must outlive this one, do the transfer.
    mutating func add(to multi: borrowing MultiHandle) -> Bool {
        guard unsafe curl_multi_add_handle(multi.pointer, pointer) == CURLM_OK else { return false }
        unsafe self.multi = multi.pointer
        return true
    }
}

// A handle is used by its transfer's owner of the moment, under the transfer's lock; the library has no thread of its own.
extension EasyHandle: @unchecked Sendable {}

extension TransportError {
    /// What a code of the library means to a caller.
    init(curl code: CURLcode) {
        let detail = unsafe curl_easy_strerror(code).map { unsafe String(cString: $0) }
        switch code {
        case CURLE_URL_MALFORMAT:
            self.init(.invalid, "The URL can't be used.", detail: detail)
        case CURLE_OPERATION_TIMEDOUT:
            self.init(.timeout, "The other side did not answer in time.", detail: detail)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE:
            self.init(.unreachable, "The certificate of the other side could not be verified.", detail: detail)
        case CURLE_FILESIZE_EXCEEDED:
            self.init(.protocolViolation, "The answer is larger than the limit.", detail: detail)
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_HTTP2, CURLE_HTTP2_STREAM, CURLE_WRITE_ERROR:
            self.init(.protocolViolation, "The answer is not HTTP.", detail: detail)
        default:
            self.init(.unreachable, "The other side could not be reached, or went away.", detail: detail)
        }
    }
}
