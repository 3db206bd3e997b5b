// SPDX-License-Identifier: Apache-2.0
// Bridge file: wraps the socket addresses of <netinet/in.h>.

import Glibc

/// An IPv4 or IPv6 address with a port.
@safe struct SocketAddress {
    private var storage = sockaddr_storage()

    /// An address of numeric text; nothing where the text is no address.
    init?(_ text: String, port: Int) {
        guard let port = in_port_t(exactly: port)?.bigEndian else { return nil }
        var v4 = sockaddr_in()
        var v6 = sockaddr_in6()
        if unsafe inet_pton(AF_INET, text, &v4.sin_addr) == 1 {
            (v4.sin_family, v4.sin_port) = (sa_family_t(AF_INET), port)
            unsafe withUnsafeMutableBytes(of: &storage) { unsafe $0.storeBytes(of: v4, as: sockaddr_in.self) }
        } else if unsafe inet_pton(AF_INET6, text, &v6.sin6_addr) == 1 {
            (v6.sin6_family, v6.sin6_port) = (sa_family_t(AF_INET6), port)
            unsafe withUnsafeMutableBytes(of: &storage) { unsafe $0.storeBytes(of: v6, as: sockaddr_in6.self) }
        } else {
            return nil
        }
    }

    /// The address that a socket is bound to; nothing where it is bound to none of the two kinds.
    init?(boundBy socket: Int32) {
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe getsockname(socket, $0, &size) }
        }
        guard result == 0, isIPv6 || storage.ss_family == AF_INET else { return nil }
    }

    var isIPv6: Bool { storage.ss_family == AF_INET6 }

    /// The port in the host's byte order.
    var port: Int {
        unsafe withUnsafeBytes(of: storage) { bytes in
            // Both kinds keep it in the same place.
            unsafe Int(in_port_t(bigEndian: bytes.loadUnaligned(fromByteOffset: 2, as: in_port_t.self)))
        }
    }

    /// Lends the address to a call of the system.
    func withSystemAddress<Value: ~Copyable>(
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Value
    ) -> Value {
        let size = isIPv6 ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size
        return unsafe withUnsafePointer(to: storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0, socklen_t(size)) }
        }
    }

    /// Its numeric text, without the port.
    var text: String { unsafe withSystemAddress { address, _ in unsafe Self.text(address) } }

    /// The numeric text of an address as the system keeps it; an IPv4 address within an IPv6 one is shown as itself.
    static func text(_ address: UnsafePointer<sockaddr>?) -> String {
        guard let address = unsafe address else { return "" }
        let isIPv6 = unsafe address.pointee.sa_family == sa_family_t(AF_INET6)
        let size = isIPv6 ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size
        let text = unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(NI_MAXHOST)) { buffer in
            let result = unsafe getnameinfo(
                address, socklen_t(size), buffer.baseAddress, socklen_t(buffer.count), nil, 0, NI_NUMERICHOST)
            guard result == 0, let start = buffer.baseAddress else { return "" }
            return unsafe String(cString: start)
        }
        return text.hasPrefix("::ffff:") && text.contains(".") ? String(text.dropFirst("::ffff:".count)) : text
    }
}
