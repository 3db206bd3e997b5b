// SPDX-License-Identifier: Apache-2.0
// Bridge file: wraps the daemon of libmicrohttpd and its callbacks.

import CMicroHTTPD
import Glibc

/// The running engine: one thread that waits for all sockets.
///
/// Starting and stopping block; both belong on the keeper's thread. The engine calls back on its own thread, into the
/// exchange of a request and the connection table.
@safe struct Daemon: ~Copyable {
    private let handle: OpaquePointer
    private let address: SocketAddress

    /// What a connection may use for its head, at the engine's side.
    private static let memoryLimit = 32 << 10

    /// Starts to listen.
    ///
    /// - Throws: `invalid` where the address is none, `unreachable` where it can't be bound.
    init(_ settings: HTTPServerSettings, server: ServerCore) throws(TransportError) {
        guard let wanted = SocketAddress(settings.address, port: settings.port) else {
            throw TransportError(.invalid, "The address or port to listen on is not valid.")
        }
        var flags = MHD_USE_EPOLL_INTERNAL_THREAD.rawValue | MHD_ALLOW_SUSPEND_RESUME.rawValue
        if wanted.isIPv6 {
            flags |= settings.address == "::" ? MHD_USE_DUAL_STACK.rawValue : MHD_USE_IPv6.rawValue
        }
        // The engine's own limit is on silence; it stands behind the deadlines, and never before them.
        let deadlines = settings.deadlines
        let silence = max(deadlines.head, deadlines.idle, deadlines.transfer).components.seconds + 1
        // The server outlives the daemon: it is the server's work that holds and stops it.
        let context = unsafe Unmanaged.passUnretained(server).toOpaque()
        let started = unsafe wanted.withSystemAddress { address, _ in
            unsafe gnome_mhd_start(
                flags, address, UInt32(clamping: settings.connectionLimit), Self.memoryLimit,
                UInt32(clamping: silence), onConnection, onTarget, onRequest, onCompletion, context)
        }
        guard let started = unsafe started else {
            throw TransportError(
                .unreachable, "The address to listen on can't be bound.",
                detail: "\(settings.address) port \(settings.port): errno \(errno)")
        }
        unsafe handle = started
        address = SocketAddress(boundBy: unsafe gnome_mhd_listen_socket(started)) ?? wanted
    }

    deinit { unsafe MHD_stop_daemon(handle) }

    /// The port that it listens on.
    var port: Int { address.port }

    /// Makes the engine call back, by knocking at its own door.
    ///
    /// It may only stop listening from within a callback: done from another thread, there is a moment at which the
    /// library finds its epoll set changed under it and aborts the process.
    func nudge() {
        let knock = socket(address.isIPv6 ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard knock >= 0 else { return }
        _ = unsafe address.withSystemAddress { unsafe connect(knock, $0, $1) }
        _ = close(knock)
    }
}

/// Called when a connection was taken and when it is about to be closed.
private let onConnection: MHD_NotifyConnectionCallback = { context, connection, _, event in
    guard let context = unsafe context, let connection = unsafe connection else { return }
    let server = unsafe Unmanaged<ServerCore>.fromOpaque(context).takeUnretainedValue()
    let socket = unsafe gnome_mhd_socket(connection)
    if event == .CONNECTION_NOTIFY_STARTED {
        server.connections.open(socket, from: unsafe SocketAddress.text(gnome_mhd_client_address(connection)))
    } else {
        server.connections.close(socket)
    }
    server.connections.stopListening {
        let listening = unsafe MHD_quiesce_daemon(gnome_mhd_daemon(connection))
        if listening >= 0 { _ = close(listening) }
    }
}

/// Called with the raw target when the request line is there; what it returns stands for the request from here on.
private let onTarget:
    @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?, OpaquePointer?) -> UnsafeMutableRawPointer? = {
        context, target, connection in
        guard let context = unsafe context, let connection = unsafe connection else { return nil }
        let server = unsafe Unmanaged<ServerCore>.fromOpaque(context).takeUnretainedValue()
        let socket = unsafe gnome_mhd_socket(connection)
        let bytes = unsafe target.map { unsafe Array(UnsafeRawBufferPointer(start: $0, count: strlen($0))) } ?? []
        server.connections.enter(.head, socket)
        // Released in `onCompletion`, which is called for every request that had this call.
        return unsafe Unmanaged.passRetained(Exchange(target: bytes, socket: socket, server: server)).toOpaque()
    }

/// Called with the head, then with each piece of the body, then at its end, and again after each resume.
private let onRequest: MHD_AccessHandlerCallback = { _, connection, _, method, version, data, size, request in
    guard let connection = unsafe connection, let size = unsafe size, let request = unsafe request?.pointee else {
        return .NO
    }
    let exchange = unsafe Unmanaged<Exchange>.fromOpaque(request).takeUnretainedValue()
    let piece = unsafe UnsafeRawBufferPointer(start: data, count: size.pointee)
    unsafe size.pointee = 0
    return unsafe exchange.proceed(connection, method: method, version: version, piece: piece) ? .YES : .NO
}

/// Called when a request is over, however it ended.
private let onCompletion: MHD_RequestCompletedCallback = { _, _, request, _ in
    guard let slot = unsafe request, let retained = unsafe slot.pointee else { return }
    unsafe slot.pointee = nil
    unsafe Unmanaged<Exchange>.fromOpaque(retained).takeRetainedValue().complete()
}
