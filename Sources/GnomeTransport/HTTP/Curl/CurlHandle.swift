// SPDX-License-Identifier: Apache-2.0
// Bridge file: wraps libcurl.

import CCurl
import GnomeCore

/// One libcurl handle with the connections that it keeps.
///
/// `@unchecked Sendable`: libcurl allows a handle on any thread, one at a time. A handle is either idle in its client or lent to
/// the one request that performs on it, so no two threads meet in it.
@safe
final class CurlHandle: @unchecked Sendable {
    private let curl: UnsafeMutableRawPointer

    /// Set up once for the process, before the first handle.
    private static let isReady = curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK

    init() {
        precondition(Self.isReady, "libcurl could not be initialised")
        guard let curl = unsafe curl_easy_init() else { preconditionFailure("libcurl has no memory for a handle") }
        unsafe self.curl = unsafe curl
    }

    deinit { unsafe curl_easy_cleanup(curl) }

    /// Makes a request; blocks until its end.
    func perform(_ request: HTTPClientRequest, cancellation: Cancellation) -> Result<HTTPResponse, TransportError> {
        unsafe curl_easy_reset(curl)
        let transfer = Transfer(limit: request.answerLimit, cancellation: cancellation)
        let fields = unsafe Self.list(of: request)
        defer { unsafe curl_slist_free_all(fields) }

        // The transfer outlives curl_easy_perform, which is the only call that uses the pointer.
        let context = unsafe Unmanaged.passUnretained(transfer).toOpaque()
        unsafe gnome_curl_set_text(curl, CURLOPT_URL, request.url)
        unsafe gnome_curl_set_text(curl, CURLOPT_CUSTOMREQUEST, request.method)
        unsafe gnome_curl_set_text(curl, CURLOPT_PROTOCOLS_STR, "http,https")
        unsafe gnome_curl_set_list(curl, CURLOPT_HTTPHEADER, fields)
        unsafe gnome_curl_set_long(curl, CURLOPT_NOSIGNAL, 1)
        unsafe gnome_curl_set_long(curl, CURLOPT_FOLLOWLOCATION, 0)
        unsafe gnome_curl_set_long(curl, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        unsafe gnome_curl_set_long(curl, CURLOPT_TIMEOUT_MS, max(1, Int(request.timeout.microseconds / 1000)))
        unsafe gnome_curl_set_long(curl, CURLOPT_CONNECTTIMEOUT_MS, 10_000)
        // Loopback and the addresses of operators: no proxy of the environment stands between.
        unsafe gnome_curl_set_text(curl, CURLOPT_NOPROXY, "*")
        if request.method == "HEAD" { unsafe gnome_curl_set_long(curl, CURLOPT_NOBODY, 1) }
        unsafe gnome_curl_set_data_callback(curl, CURLOPT_WRITEFUNCTION, takeBody)
        unsafe gnome_curl_set_pointer(curl, CURLOPT_WRITEDATA, context)
        unsafe gnome_curl_set_data_callback(curl, CURLOPT_HEADERFUNCTION, takeHeader)
        unsafe gnome_curl_set_pointer(curl, CURLOPT_HEADERDATA, context)
        unsafe gnome_curl_set_progress_callback(curl, askWhetherToGoOn)
        unsafe gnome_curl_set_pointer(curl, CURLOPT_XFERINFODATA, context)
        unsafe gnome_curl_set_long(curl, CURLOPT_NOPROGRESS, 0)

        let code: CURLcode
        if var body = request.body {
            let count = body.count
            code = unsafe body.withUnsafeMutableBytes { bytes in
                // An empty array has no address, and without one libcurl would ask for the body.
                var nothing: UInt8 = 0
                return unsafe withUnsafeMutablePointer(to: &nothing) { empty in
                    unsafe gnome_curl_set_offset(curl, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(count))
                    unsafe gnome_curl_set_pointer(
                        curl, CURLOPT_POSTFIELDS, bytes.baseAddress ?? UnsafeMutableRawPointer(empty))
                    return unsafe curl_easy_perform(curl)
                }
            }
        } else {
            code = unsafe curl_easy_perform(curl)
        }
        guard code == CURLE_OK else { return .failure(transfer.error(code)) }
        var status = 0
        unsafe gnome_curl_get_status(curl, &status)
        return .success(HTTPResponse(status: status, headers: transfer.headers, body: transfer.body))
    }

    private static func list(of request: HTTPClientRequest) -> UnsafeMutablePointer<curl_slist>? {
        var list: UnsafeMutablePointer<curl_slist>?
        for field in request.headers.fields {
            // A line end would begin another field; such a value is left out of the request.
            guard !(field.name + field.value).unicodeScalars.contains(where: { $0.value < 0x20 && $0 != "\t" }) else { continue }
            // libcurl takes “Name;” for a field with an empty value.
            let line = field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)"
            unsafe list = unsafe curl_slist_append(list, line) ?? list
        }
        // No wait for “100 Continue”, and no content type that nobody chose.
        for line in ["Expect:"] + (request.headers["Content-Type"] == nil ? ["Content-Type:"] : []) {
            unsafe list = unsafe curl_slist_append(list, line) ?? list
        }
        return unsafe list
    }
}

/// What comes in during one request.
private final class Transfer {
    let limit: Int
    let cancellation: Cancellation
    var headers: HTTPHeaders = [:]
    var body: [UInt8] = []
    var isTooLarge = false

    init(limit: Int, cancellation: Cancellation) {
        self.limit = limit
        self.cancellation = cancellation
    }

    func error(_ code: CURLcode) -> TransportError {
        let detail = unsafe String(cString: curl_easy_strerror(code))
        if cancellation.isCancelled { return TransportError(.stopped, "The request was cancelled.", detail: detail) }
        if isTooLarge {
            return TransportError(.protocolViolation, "The answer is larger than \(limit) bytes.", detail: detail)
        }
        return switch code {
        case CURLE_OPERATION_TIMEDOUT: TransportError(.timeout, "The server did not answer in time.", detail: detail)
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL:
            TransportError(.invalid, "The address can't be called.", detail: detail)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE:
            TransportError(.unreachable, "The server's certificate can't be trusted.", detail: detail)
        case CURLE_COULDNT_CONNECT, CURLE_COULDNT_RESOLVE_HOST, CURLE_SSL_CONNECT_ERROR, CURLE_SEND_ERROR,
            CURLE_RECV_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE:
            TransportError(.unreachable, "The server can't be reached.", detail: detail)
        default: TransportError(.protocolViolation, "The server's answer can't be read.", detail: detail)
        }
    }
}

private func takeBody(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let context = unsafe context, let bytes = unsafe bytes else { return 0 }
    let transfer = unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    let length = size * count
    guard transfer.body.count + length <= transfer.limit else {
        transfer.isTooLarge = true
        return 0
    }
    unsafe transfer.body.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: length))
    return length
}

private func takeHeader(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let context = unsafe context, let bytes = unsafe bytes else { return 0 }
    let transfer = unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    let line = unsafe String(decoding: UnsafeRawBufferPointer(start: bytes, count: size * count), as: UTF8.self)
    if line.hasPrefix("HTTP/") {
        // A new start line, after “100 Continue” for example: what came before was of another answer.
        transfer.headers = [:]
    } else if let colon = line.firstIndex(of: ":") {
        let value = line[line.index(after: colon)...]
        let start = value.firstIndex { !$0.isWhitespace } ?? value.endIndex
        let end = value.lastIndex { !$0.isWhitespace }.map { value.index(after: $0) } ?? start
        transfer.headers.append(String(line[..<colon]), String(value[start..<max(start, end)]))
    }
    return size * count
}

private func askWhetherToGoOn(
    _ context: UnsafeMutableRawPointer?, _: curl_off_t, _: curl_off_t, _: curl_off_t, _: curl_off_t
) -> Int32 {
    guard let context = unsafe context else { return 0 }
    return unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue().cancellation.isCancelled ? 1 : 0
}
