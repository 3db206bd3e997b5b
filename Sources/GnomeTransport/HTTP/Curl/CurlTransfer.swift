// SPDX-License-Identifier: Apache-2.0
// Bridge file: wraps one transfer of libcurl.

import CCurl
import Glibc
import Synchronization

/// One request on its way, and what has come of it.
final class CurlTransfer: Sendable {
    typealias Outcome = Result<HTTPResponse, TransportError>

    private struct State: ~Copyable {
        var handle: EasyHandle?
        var continuation: CheckedContinuation<Outcome, Never>?
        var isCancelled = false
        var head = AnswerHead()
        var body: [UInt8] = []
        /// What a callback of ours found wrong, which says more than the library's code for that.
        var fault: TransportError?
    }

    let deadline: ContinuousClock.Instant
    private let request: HTTPClientRequest
    private let reach = Mutex(CurlClient.Reach.anywhere)
    private let state = Mutex(State())

    /// A transfer that has not begun.
    ///
    /// - Throws: `invalid` where the URL or a field can't be sent.
    init(_ request: HTTPClientRequest) throws(TransportError) {
        let scheme = request.url.prefix { $0 != ":" }.lowercased()
        guard scheme == "http" || scheme == "https", !request.url.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F })
        else {
            throw TransportError(.invalid, "The URL is not one of http or https.")
        }
        guard !request.method.isEmpty, request.method.utf8.allSatisfy(\.isTokenByte) else {
            throw TransportError(.invalid, "The method of the request is malformed.")
        }
        for field in request.headers.fields {
            guard !field.name.isEmpty, field.name.utf8.allSatisfy(\.isTokenByte),
                !field.value.utf8.contains(where: { $0.isControl && $0 != 0x09 })
            else { throw TransportError(.invalid, "A header field of the request is malformed.") }
        }
        self.request = request
        deadline = .now + request.timeout
    }

    /// Says who waits for the outcome.
    func wait(with continuation: CheckedContinuation<Outcome, Never>) {
        state.withLock { $0.continuation = continuation }
    }

    /// Asks for the transfer to be aborted; the driver does it.
    func cancel() { state.withLock { $0.isCancelled = true } }

    var isCancelled: Bool { state.withLock { $0.isCancelled } }

    /// Hands the outcome to who waits, once.
    func finish(_ outcome: Outcome) {
        _ = state.withLock { $0.handle.take() }  // Ended outside the lock, as its end may call back.
        let continuation = state.withLock { $0.continuation.take() }
        continuation?.resume(returning: outcome)
    }
}

// MARK: On the driver's thread

extension CurlTransfer {
    /// Makes the handle and gives it to the multi handle; nothing where the library won't have it.
    ///
    /// - Returns: What the multi handle knows the transfer by.
    func begin(on multi: borrowing MultiHandle, reach: CurlClient.Reach, authorities: String?) -> EasyHandle.ID? {
        self.reach.withLock { $0 = reach }
        let time = ContinuousClock.now.duration(to: deadline)
        // The transfer owns the handle, so it outlives it, and the handle's callbacks may hold it unretained.
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        var handle: EasyHandle? = EasyHandle()
        guard unsafe handle?.set(to: request, time: time, authorities: authorities, context: context) == true,
            handle?.add(to: multi) == true
        else { return nil }
        let id = handle?.id
        state.withLock { $0.handle = handle.take() }
        return id
    }

    /// What the transfer came to, by the library's word and the callbacks'.
    func outcome(_ code: CURLcode) -> Outcome {
        state.withLock { state in
            // A fault counts only where it ended the transfer: of several addresses another may have been allowed.
            guard code == CURLE_OK, let status = state.handle?.status, status > 0 else {
                return .failure(state.fault ?? TransportError(curl: code))
            }
            return .success(HTTPResponse(status: status, headers: state.head.headers, body: state.body))
        }
    }

    fileprivate func takeHeader(_ line: UnsafeRawBufferPointer) -> Bool {
        state.withLock { state in
            if unsafe state.head.take(line) { return true }
            state.fault = TransportError(.protocolViolation, "The head of the answer is too large.")
            return false
        }
    }

    fileprivate func takeBody(_ piece: UnsafeRawBufferPointer) -> Bool {
        state.withLock { state in
            if piece.count <= request.answerLimit - state.body.count {
                unsafe state.body.append(contentsOf: piece)
                return true
            }
            state.fault = TransportError(.protocolViolation, "The answer is larger than the limit.")
            return false
        }
    }

    fileprivate func mayConnect(to address: UnsafePointer<sockaddr>) -> Bool {
        guard case .publicInternet(let others) = reach.withLock({ $0 }) else { return true }
        if unsafe NetworkAddress(address).isPublic || others.contains(SocketAddress.text(address)) { return true }
        state.withLock { $0.fault = TransportError(.invalid, "The URL leads to an address that is not allowed.") }
        return false
    }
}

// MARK: Callbacks

/// Called with each line of the head.
let onHeader: curl_write_callback = { data, size, count, context in
    guard let context = unsafe context else { return 0 }
    let transfer = unsafe Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
    return unsafe transfer.takeHeader(UnsafeRawBufferPointer(start: data, count: size * count)) ? size * count : 0
}

/// Called with each piece of the body.
let onBody: curl_write_callback = { data, size, count, context in
    guard let context = unsafe context else { return 0 }
    let transfer = unsafe Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
    return unsafe transfer.takeBody(UnsafeRawBufferPointer(start: data, count: size * count)) ? size * count : 0
}

/// Called for a socket, when the name is looked up and before anything is sent.
let onSocket: curl_opensocket_callback = { context, _, address in
    guard let context = unsafe context, let address = unsafe address else { return CURL_SOCKET_BAD }
    let transfer = unsafe Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
    let isAllowed = unsafe withUnsafePointer(to: &address.pointee.addr) { unsafe transfer.mayConnect(to: $0) }
    guard isAllowed else { return CURL_SOCKET_BAD }
    return unsafe socket(
        address.pointee.family, address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue), address.pointee.protocol)
}

extension NetworkAddress {
    /// The bytes of an address as the system keeps it; none for another family.
    fileprivate init(_ address: UnsafePointer<sockaddr>) {
        let memory = unsafe UnsafeRawPointer(address)
        switch unsafe Int32(address.pointee.sa_family) {
        case AF_INET: bytes = unsafe Array(UnsafeRawBufferPointer(start: memory + 4, count: 4))
        case AF_INET6: bytes = unsafe Array(UnsafeRawBufferPointer(start: memory + 8, count: 16))
        default: bytes = []
        }
    }
}
